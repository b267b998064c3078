import type { ProofMode } from '../../../domain/policies.ts';
import {
  fingerprintOf,
  foldTotals,
  type LargeObjectProof,
  qualifiedName,
  type TableProof,
  type UnprovenRelation,
} from '../../../domain/proof.ts';
import { runGroup } from '../../lib/group.ts';
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

/** How a proof is made. */
export interface Proving {
  /** Whether large objects are read, too; otherwise none are returned. */
  readonly largeObjects?: boolean;
  /** Sessions with open transactions under the same snapshot, which take their share of the relations. */
  readonly beside?: readonly Session[];
}

/**
 * Reads every relation in scope and every large object inside the open transactions of one session or several: each takes the
 * largest relation that none has read yet. Each relation is read under a savepoint that is rolled back, which returns the
 * locks on its indexes: thousands of tables would fill the lock table otherwise.
 */
export async function proveContent(
  session: Session,
  scope: Scope,
  mode: ProofMode,
  signal: AbortSignal,
  report: ProofProgress,
  { largeObjects = true, beside = [] }: Proving = {},
): Promise<ProvenContent> {
  if (mode === 'off') return { tables: [], largeObjects: [], notProven: scope.notProven };
  const totalBytes = scope.proven.reduce((sum, { leaves }) => sum + sizeOf(leaves), 0);
  let doneBytes = 0;
  const waiting = scope.proven
    .map((entry, index) => ({ ...entry, index }))
    .toSorted((a, b) => sizeOf(b.leaves) - sizeOf(a.leaves));
  const tables = new Map<number, TableProof>();
  const read = async (reader: Session, inner: AbortSignal): Promise<void> => {
    const expressions = await readRowExpressions(reader);
    const unconverted = await readUnconverted(reader);
    await reader.query('SAVEPOINT before_relation');
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { relation, leaves, index } = next;
      const parts: RelationTotals[] = [];
      for (const leaf of leaves) {
        inner.throwIfAborted();
        report({ item: `table ${qualifiedName(leaf)}`, doneBytes, totalBytes });
        parts.push(await readTotals(unconverted, leaf, expressions.get(leaf.oid) ?? NO_COLUMNS, mode));
        await reader.query('ROLLBACK TO SAVEPOINT before_relation');
        doneBytes += leaf.sizeBytes;
      }
      tables.set(
        index,
        tableProof(relation, expressions.get(leaves[0]?.oid ?? relation.oid) ?? NO_COLUMNS, parts, mode),
      );
    }
  };
  await runGroup(
    signal,
    [session, ...beside].map(reader => (inner: AbortSignal) => read(reader, inner)),
  );
  const inOrder = [...tables].toSorted(([a], [b]) => a - b).map(([, table]) => table);
  signal.throwIfAborted();
  if (!largeObjects) return { tables: inOrder, largeObjects: [], notProven: scope.notProven };
  report({ item: 'large objects', doneBytes, totalBytes });
  return { tables: inOrder, largeObjects: await readLargeObjects(session, mode), notProven: scope.notProven };
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
