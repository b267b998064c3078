import type { ProofMode } from '../../../domain/policies.ts';
import {
  fingerprintOf,
  foldTotals,
  type LargeObjectProof,
  qualifiedName,
  type TableProof,
  type UnprovenRelation,
} from '../../../domain/proof.ts';
import type { Session } from '../session.ts';
import type { Relation, Scope } from './inventory.ts';
import { readLargeObjects } from './large-objects.ts';
import { NO_COLUMNS, type RowExpressions, readRowExpressions } from './row-expressions.ts';
import { type RelationTotals, readTotals } from './table-totals.ts';
import { readUnconverted } from './unconverted.ts';

/** What a database holds at the transaction's snapshot. */
export interface ProvenContent {
  readonly tables: readonly TableProof[];
  readonly largeObjects: readonly LargeObjectProof[];
  readonly notProven: readonly UnprovenRelation[];
}

/** Called before each relation is read, with what has been read so far. */
export type ProofProgress = (at: {
  readonly item: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}) => void;

/**
 * Reads every relation in scope and every large object, one after the other, inside the session's open transaction. Each
 * relation is read under a savepoint that is rolled back, which returns the locks on its indexes: thousands of tables
 * would fill the lock table otherwise. Without large objects none are read, and none returned.
 */
export async function proveContent(
  session: Session,
  scope: Scope,
  mode: ProofMode,
  signal: AbortSignal,
  report: ProofProgress,
  withLargeObjects = true,
): Promise<ProvenContent> {
  if (mode === 'off') return { tables: [], largeObjects: [], notProven: scope.notProven };
  const expressions = await readRowExpressions(session);
  const unconverted = await readUnconverted(session);
  const totalBytes = scope.proven.reduce((sum, { leaves }) => sum + sizeOf(leaves), 0);
  let doneBytes = 0;
  const tables: TableProof[] = [];
  await session.query('SAVEPOINT before_relation');
  for (const { relation, leaves } of scope.proven) {
    const parts: RelationTotals[] = [];
    for (const leaf of leaves) {
      signal.throwIfAborted();
      report({ item: `table ${qualifiedName(leaf)}`, doneBytes, totalBytes });
      parts.push(await readTotals(unconverted, leaf, expressions.get(leaf.oid) ?? NO_COLUMNS, mode));
      await session.query('ROLLBACK TO SAVEPOINT before_relation');
      doneBytes += leaf.sizeBytes;
    }
    tables.push(tableProof(relation, expressions.get(leaves[0]?.oid ?? relation.oid) ?? NO_COLUMNS, parts, mode));
  }
  signal.throwIfAborted();
  if (!withLargeObjects) return { tables, largeObjects: [], notProven: scope.notProven };
  report({ item: 'large objects', doneBytes, totalBytes });
  const largeObjects = await readLargeObjects(session, mode);
  return { tables, largeObjects, notProven: scope.notProven };
}

function tableProof(
  relation: Relation,
  row: RowExpressions,
  parts: readonly RelationTotals[],
  mode: 'full' | 'counts',
): TableProof {
  const content = foldTotals(parts.map(part => part.content));
  const withGenerated = mode === 'full' && row.generatedColumns.length > 0;
  return {
    schema: relation.schema,
    name: relation.name,
    kind: relation.kind === 'partitioned' ? 'partitioned' : 'table',
    columns: row.columns,
    rows: content.rows,
    ...(mode === 'full' ? { fingerprint: fingerprintOf(content) } : {}),
    ...(withGenerated
      ? {
          generated: {
            columns: row.generatedColumns,
            fingerprint: fingerprintOf(foldTotals(parts.map(part => part.generated))),
          },
        }
      : {}),
  };
}

function sizeOf(leaves: readonly Relation[]): number {
  return leaves.reduce((sum, leaf) => sum + leaf.sizeBytes, 0);
}
