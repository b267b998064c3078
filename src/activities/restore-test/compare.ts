import { join } from 'node:path';
import { compareContent } from '../../domain/comparison.ts';
import { condenseChecks, condenseNotProven } from '../../domain/condensation.ts';
import { Failure } from '../../domain/failures.ts';
import type { ProofSummary } from '../../domain/manifest.ts';
import { identityOf, type NotProven, PROOF_RECIPE, type Proof } from '../../domain/proof.ts';
import { compareSequences, type RestoredSequence } from '../../domain/sequences.ts';
import type { Check } from '../../domain/verdicts.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { runProgram } from '../lib/processes.ts';
import { inSessions } from '../postgres/in-session.ts';
import { type Relation, readInventory, scopeOf } from '../postgres/proof/inventory.ts';
import { proveContent } from '../postgres/proof/prove.ts';
import { readSequences } from '../postgres/proof/sequences.ts';
import type { Session } from '../postgres/session.ts';
import { openSandboxSession } from '../sandbox/access.ts';
import type { SandboxServer, TestFolder } from '../sandbox/folder.ts';
import { printEntries } from '../sandbox/restore-commands.ts';
import { parseSequenceValues } from '../sandbox/sequence-values.ts';
import { openFetched, readProof } from './fetched-backup.ts';
import { inSandbox } from './in-sandbox.ts';
import { LISTS } from './restore.ts';
import { type FetchedInput, MAIN_ARCHIVE } from './unpack.ts';

/** What the comparison found, and what no proof covers. */
export interface Compared {
  readonly checks: readonly Check[];
  readonly notProven: readonly NotProven[];
  /** What the proof says of an excerpt; absent where everything was compared. */
  readonly proof?: ProofSummary;
}

/** Compares every table, large object and sequence of the sandbox with the proof taken under the dump's snapshot. */
export function compareBackup({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<Compared> {
  return inSandbox(folder, deps, async (at, server) => {
    const proof = await readProof(await openFetched(plan, at, deps), job.signal);
    const expected = server.kind === 'server' ? withoutOwners(proof) : proof;
    assertRecipe(expected, plan.backupId);
    const compare = async (session: Session, beside: readonly Session[]): Promise<Compared> => {
      const content = await compareTables([session, ...beside], expected, job);
      const sequences = compareSequences(expected.sequences, await restoredSequences(session, at, server, job.signal));
      return {
        checks: condenseChecks([...content, ...sequences]),
        notProven: condenseNotProven(expected.notProven),
      };
    };
    const { jobs } = configuredSandbox(deps.configuration, plan.sandbox).limits;
    return inSessions(() => openSandboxSession(at, server), jobs, compare, job.signal);
  });
}

/** Large objects belong to the role that restores where no roles are made. */
function withoutOwners(proof: Proof): Proof {
  return { ...proof, largeObjects: proof.largeObjects.map(({ owner: _, acl: __, ...object }) => object) };
}

/** A proof says something only against one that was made in the same way. Throws Inconclusive. */
export function assertRecipe({ recipe }: Proof, backupId: string): void {
  if (recipe === PROOF_RECIPE) return;
  throw new Failure(
    'Inconclusive',
    `the proof of ${backupId} is of recipe ${recipe}, this Firedrill makes ${PROOF_RECIPE}`,
    { hint: 'use the version of Firedrill that took it' },
  );
}

/**
 * Counts and hashes every table of a database again, side by side in sessions of it, and holds it against a proof; with `isExcerpt` only the tables of the
 * proof, whatever else is in the database.
 */
export async function compareTables(
  [session, ...beside]: readonly [Session, ...Session[]],
  expected: Proof,
  job: Job,
  isExcerpt = false,
): Promise<readonly Check[]> {
  if (expected.mode === 'off') return [UNPROVEN];
  await shareSnapshot(session, beside);
  const all = await readInventory(session);
  const relations = isExcerpt ? inProof(all, expected) : all;
  const unproven = new Set(expected.notProven.map(identityOf));
  const scope = scopeOf(
    relations.filter(relation => !unproven.has(identityOf(relation))),
    [],
    false,
  );
  const content = await proveContent(
    session,
    scope,
    expected.mode,
    job.signal,
    ({ item, doneBytes, totalBytes }) => job.report({ step: 'compare', doneBytes, totalBytes, item }),
    { largeObjects: !isExcerpt, beside },
  );
  for (const reader of [session, ...beside]) await reader.query('COMMIT');
  return compareContent(expected, { ...expected, ...content });
}

/** Begins a transaction in each session; all see the same state of the database. */
async function shareSnapshot(session: Session, beside: readonly Session[]): Promise<void> {
  const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
  await session.query(begin);
  if (beside.length === 0) return;
  const [snapshot] = await session.query<{ name: string }>('SELECT pg_export_snapshot() AS name');
  for (const reader of beside) {
    await reader.query(begin);
    await reader.query(`SET TRANSACTION SNAPSHOT '${snapshot?.name}'`);
  }
}

/** The tables of a proof, with the partitions that hold their rows. */
function inProof(relations: readonly Relation[], { tables }: Proof): readonly Relation[] {
  const known = new Set(tables.map(identityOf));
  const roots = new Set(relations.filter(relation => known.has(identityOf(relation))).map(({ oid }) => oid));
  return relations.filter(({ oid, root }) => roots.has(oid) || (root !== null && roots.has(root)));
}

const UNPROVEN: Check = {
  name: 'content',
  about: 'content',
  required: false,
  verdict: 'skipped',
  detail: 'the policy takes no proof (proof: off): nothing is known to compare with',
};

/** Where the sequences of a session's database stand, and what the archive has set them to. */
export async function restoredSequences(
  session: Session,
  folder: Pick<TestFolder, 'archives'>,
  server: Pick<SandboxServer, 'programs'>,
  signal: AbortSignal,
): Promise<readonly RestoredSequence[]> {
  const list = join(folder.archives, LISTS.sequences);
  const { stdout } = await runProgram(printEntries(server, join(folder.archives, MAIN_ARCHIVE), list), signal);
  const archived = parseSequenceValues(stdout);
  const names = await session.query<{ written: string; schema: string; name: string }>(
    `SELECT w.name AS written, n.nspname::text AS schema, c.relname::text AS name
       FROM unnest($1::text[]) AS w(name) JOIN pg_class c ON c.oid = to_regclass(w.name) JOIN pg_namespace n ON n.oid = c.relnamespace`,
    [archived.map(({ name }) => name)],
  );
  const written = new Map(names.map(row => [identityOf(row), row.written]));
  const positions = new Map(archived.map(({ name, position }) => [name, position]));
  const found = await readSequences(session);
  return found.map(({ schema, name, position }) => ({
    schema,
    name,
    archived: positions.get(written.get(identityOf({ schema, name })) ?? ''),
    found: position,
  }));
}
