import { scopeOf } from '../../../../src/activities/postgres/proof/inventory.ts';
import { type ProvenContent, proveContent } from '../../../../src/activities/postgres/proof/prove.ts';
import { takeSnapshot } from '../../../../src/activities/postgres/snapshot.ts';
import type { ProofMode } from '../../../../src/domain/policies.ts';
import { openSource } from '../sources.ts';

const LOCK_WAIT_MS = 10_000;

/** Proves a whole database as a backup does: snapshot, scope, every relation. */
export async function proveDatabase(
  url: string,
  { mode = 'full', excluded = [] }: { readonly mode?: ProofMode; readonly excluded?: readonly string[] } = {},
): Promise<ProvenContent> {
  const session = await openSource(url);
  const snapshot = await takeSnapshot(session, LOCK_WAIT_MS);
  const scope = scopeOf(snapshot.relations, excluded, snapshot.standby);
  const content = await proveContent(session, scope, mode, new AbortController().signal, () => undefined);
  await session.query('COMMIT');
  return content;
}
