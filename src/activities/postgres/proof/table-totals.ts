import type { ProofMode } from '../../../domain/policies.ts';
import type { HashTotals } from '../../../domain/proof.ts';
import { quoteQualified } from '../identifiers.ts';
import type { Session } from '../session.ts';
import type { Relation } from './inventory.ts';
import type { RowExpressions } from './row-expressions.ts';

/** What one relation holds by itself, without partitions and children. */
export interface RelationTotals {
  readonly content: HashTotals;
  readonly generated: HashTotals;
}

/**
 * Reads a relation once. `OFFSET 0` keeps the planner from computing the hash twice, `ONLY` keeps children out, and summing a
 * hash of the hash sees what the exclusive-or and a plain sum of this linear hash would miss.
 */
export async function readTotals(
  session: Session,
  relation: Relation,
  row: RowExpressions,
  mode: Exclude<ProofMode, 'off'>,
): Promise<RelationTotals> {
  const table = quoteQualified(relation);
  if (mode === 'counts') {
    const [counted] = await session.query<{ rows: string }>(`SELECT count(*)::text AS rows FROM ONLY ${table}`);
    const content = { rows: Number(counted?.rows ?? 0), xor: 0n, sum: 0n };
    return { content, generated: content };
  }
  const hash = (expressions: readonly string[]) => `hash_record_extended(row(${expressions.join(', ')}), 0)`;
  const total = (column: string) =>
    `coalesce(bit_xor(${column}), 0)::text AS "${column}Xor", coalesce(sum((hashint8extended(${column}, 1) & 1073741823)::int), 0)::text AS "${column}Sum"`;
  const withGenerated = row.generatedExpressions.length > 0;
  const [found] = await session.query<{ [name: string]: string }>(
    `SELECT count(*)::text AS rows, ${total('h')}${withGenerated ? `, ${total('g')}` : ''}
       FROM (SELECT ${hash(row.expressions)} AS h${withGenerated ? `, ${hash(row.generatedExpressions)} AS g` : ''}
               FROM ONLY ${table} AS t OFFSET 0) AS r`,
  );
  const rows = Number(found?.['rows'] ?? 0);
  return {
    content: { rows, xor: BigInt(found?.['hXor'] ?? 0), sum: BigInt(found?.['hSum'] ?? 0) },
    generated: { rows, xor: BigInt(found?.['gXor'] ?? 0), sum: BigInt(found?.['gSum'] ?? 0) },
  };
}
