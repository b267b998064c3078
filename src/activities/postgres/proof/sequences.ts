import type { SequencePosition } from '../../../domain/proof.ts';
import { quoteQualified } from '../identifiers.ts';
import type { Session } from '../session.ts';

/** A sequence and where it stands. */
export interface StandingSequence {
  readonly schema: string;
  readonly name: string;
  readonly position: SequencePosition;
}

const LIST = `
SELECT n.nspname::text AS schema, c.relname::text AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
   AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())
 ORDER BY 1, 2`;

/** Each query names this many sequences; a statement has an end, and so has the lock table. */
const BATCH = 100;

/** Where every sequence of the database stands now; on a standby unlogged ones cannot be read. Sequences do not follow snapshots. */
export async function readSequences(session: Session): Promise<readonly StandingSequence[]> {
  const names = await session.query<{ schema: string; name: string }>(LIST);
  const found: StandingSequence[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH);
    const selects = batch.map(
      (name, index) =>
        `SELECT ${index} AS index, last_value::text AS "lastValue", is_called AS "isCalled" FROM ${quoteQualified(name)}`,
    );
    const rows = await session.query<{ index: number; lastValue: string; isCalled: boolean }>(
      `${selects.join(' UNION ALL ')} ORDER BY 1`,
    );
    for (const { index, lastValue, isCalled } of rows) {
      const name = batch[index];
      if (name !== undefined) found.push({ ...name, position: { lastValue, isCalled } });
    }
  }
  return found;
}
