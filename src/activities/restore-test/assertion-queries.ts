import { escapeLiteral } from 'pg';
import type { SqlAssertion } from '../../domain/policies.ts';
import { quoteIdentifier, quoteQualified } from '../postgres/identifiers.ts';

/**
 * The statement that an assertion asks. That of `newest` returns the milliseconds from the newest time of a column to `takenAt`
 * (RFC 3339), below 0 where it is later: clocks differ. Times that lie further ahead than the assertion allows are no rows of the
 * past and would hide that nothing new came in. A column without time zone is taken as UTC.
 */
export function queryOf({ query, expect }: SqlAssertion, takenAt: string): string {
  if (expect.kind !== 'newest') return query ?? '';
  const [schema = '', ...name] = expect.table.split('.');
  const column = quoteIdentifier(expect.column);
  const snapshot = `${escapeLiteral(takenAt)}::timestamptz`;
  return `SELECT round(1000 * extract(epoch FROM ${snapshot} - max(${column})::timestamptz))
  FROM ${quoteQualified({ schema, name: name.join('.') })}
 WHERE isfinite(${column}) AND ${column} <= ${snapshot} + ${escapeLiteral(`${expect.withinMs} milliseconds`)}::interval`;
}
