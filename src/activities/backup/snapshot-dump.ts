import { Readable } from 'node:stream';
import { spreadTables } from '../../domain/dump-streams.ts';
import { Failure } from '../../domain/failures.ts';
import type { Artifact, ProofSummary } from '../../domain/manifest.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import { PROOF_RECIPE, type Proof, qualifiedName, summariseProof } from '../../domain/proof.ts';
import { spanSequences } from '../../domain/sequences.ts';
import type { SourceFacts } from '../../domain/source.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { runGroup } from '../lib/group.ts';
import type { Job } from '../lib/job.ts';
import type { Command } from '../lib/processes.ts';
import { compress, type DumpSetting, globalsDump, mainDump, tableDataDump } from '../postgres/dump-commands.ts';
import { dumpFailure } from '../postgres/dump-failure.ts';
import { readSourceFacts } from '../postgres/facts.ts';
import { movableTables, readExcluded, scopeOf } from '../postgres/proof/inventory.ts';
import { type ProvenContent, proveContent } from '../postgres/proof/prove.ts';
import { readSequences, type StandingSequence } from '../postgres/proof/sequences.ts';
import { readServerProfile } from '../postgres/server-profile.ts';
import type { Session } from '../postgres/session.ts';
import { type Snapshot, takeSnapshot } from '../postgres/snapshot.ts';
import { withinAge } from '../postgres/snapshot-age.ts';
import { type ArtifactSource, artifactName } from '../spool/artifact.ts';
import { atRate, withinConnections } from './restraint.ts';

interface Setting {
  readonly plan: BackupPlan;
  /** Holds the snapshot, and reads the proof under it. */
  readonly session: Session;
  readonly programs: PostgresPrograms;
  readonly zstd: string;
  readonly keep: KeepArtifact;
  readonly estimatedBytes: number;
}

/** Makes an artifact and puts it where it is kept: into the spool, or into the repositories. */
export type KeepArtifact = (
  artifact: ArtifactSource,
  signal: AbortSignal,
  onBytes: (storedBytes: number) => void,
) => Promise<Artifact>;

interface SnapshotDump {
  readonly takenAt: string;
  readonly facts: SourceFacts;
  readonly proof: ProofSummary;
  readonly artifacts: readonly Artifact[];
  /** As in the manifest. */
  readonly notCovered: readonly string[];
}

/** Takes the snapshot, runs all dumps and the proof side by side under it, and lets it go when the last of them has ended. */
export async function dumpUnderSnapshot(setting: Setting, job: Job): Promise<SnapshotDump> {
  const { plan, session } = setting;
  const { dump } = plan;
  const zstd = compress(setting.zstd, dump.compressionLevel);
  const progress = dumpProgress(job, setting.estimatedBytes);
  const keep = (artifact: ArtifactSource) => async (signal: AbortSignal) => {
    try {
      return await setting.keep(artifact, signal, bytes => progress.stored(artifact.name, bytes));
    } catch (error) {
      throw dumpFailure(error);
    }
  };
  const snapshot = await takeSnapshot(session, dump.lockWaitMs);
  const { archives, content, facts, before, after, notCovered } = await withinAge(
    dump.maxSnapshotAgeMs,
    job.signal,
    signal => dumpHeld(setting, snapshot, { zstd, keep, proving: progress.proving }, signal),
  );
  const proof = assembleProof(plan, content, before, after);
  const described = [
    source('proof', 'proof', 0, 'json', [zstd], proof),
    source('source', 'source', 0, 'json', [zstd], facts),
  ];
  const records = await runGroup(job.signal, described.map(keep));
  const artifacts = [...archives, ...records];
  return { takenAt: snapshot.takenAt, facts, proof: summariseProof(proof), artifacts, notCovered };
}

/** Servers that others manage let nobody read `pg_authid`; the backup is good all the same. */
const NO_PASSWORDS = 'passwords of roles: the role of the backup may not read pg_authid';

/** How a dump becomes artifacts, and says how far it is. */
interface Making {
  readonly zstd: Command;
  readonly keep: (artifact: ArtifactSource) => (signal: AbortSignal) => Promise<Artifact>;
  readonly proving: ReturnType<typeof dumpProgress>['proving'];
}

/** Everything that is read from the source; the snapshot is let go at the end. */
async function dumpHeld(
  { plan, session, programs }: Setting,
  snapshot: Snapshot,
  { zstd, keep, proving }: Making,
  signal: AbortSignal,
) {
  const { dump } = plan;
  const left = await readExcluded(session, dump.excludeTableData);
  const scope = scopeOf(snapshot.relations, left, snapshot.standby);
  const excluded = snapshot.relations.filter(relation => left.includes(qualifiedName(relation)));
  const streams = spreadTables(movableTables(snapshot.relations, left), dump.streams);
  const facts = { ...(await readSourceFacts(session)), profile: await readServerProfile(session) };
  const before = await readSequences(session);

  const dumps: DumpSetting = {
    programs,
    connection: session.connection,
    applicationName: plan.run.runId,
    snapshot: snapshot.name,
    lockWaitMs: dump.lockWaitMs,
  };
  const withPasswords = await mayReadPasswords(session);
  const globals = globalsDump(dumps, withPasswords);
  const all = [
    source('main', 'archive', 1, 'pgdump', [mainDump(dumps, [...streams.flat(), ...excluded]), zstd]),
    ...streams.map((stream, index) =>
      source(`table-data-${index + 1}`, 'table-data', 2, 'pgdump', [tableDataDump(dumps, stream), zstd]),
    ),
    source('globals', 'globals', 0, 'sql', [globals, zstd]),
  ];
  let archives: readonly Artifact[] = [];
  let content: ProvenContent | undefined;
  await runGroup(signal, [
    async signal => {
      archives = await runGroup(signal, withinConnections(dump, atRate(dump, all).map(keep)));
    },
    async signal => {
      content = await heldSession(session, signal, () => proveContent(session, scope, plan.proof, signal, proving));
    },
  ]);
  const after = await readSequences(session);
  await session.query('COMMIT');
  return { archives, content, facts, before, after, notCovered: withPasswords ? [] : [NO_PASSWORDS] };
}

function source(
  name: string,
  role: ArtifactSource['role'],
  restoreOrder: number,
  form: string,
  programs: readonly Command[],
  json?: unknown,
): ArtifactSource {
  const stream = json === undefined ? {} : { source: Readable.from([Buffer.from(JSON.stringify(json))]) };
  return { name: artifactName(name), role, restoreOrder, form, programs, ...stream };
}

async function mayReadPasswords(session: Session): Promise<boolean> {
  const [row] = await session.query<{ may: boolean }>(
    `SELECT has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS may`,
  );
  return row?.may ?? false;
}

/** Runs `work` on the session that holds the snapshot; an abort closes it, since a query does not listen to signals. */
async function heldSession<T>(session: Session, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const close = () => void session.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure && error.kind === 'SourceUnreachable') {
      throw new Failure('SnapshotLost', `the session that held the snapshot ended: ${error.message}`, {
        hint: error.hint,
        cause: error,
      });
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/** Adds up what the streams have stored, and says it together with what is being proven. */
function dumpProgress(job: Job, totalBytes: number) {
  const stored = new Map<string, number>();
  let item: string | undefined;
  const say = () => {
    const doneBytes = [...stored.values()].reduce((sum, bytes) => sum + bytes, 0);
    job.report({ step: 'dump', doneBytes, totalBytes, estimated: true, item });
  };
  return {
    stored: (name: string, bytes: number) => {
      stored.set(name, bytes);
      say();
    },
    proving: (at: { readonly item: string }) => {
      item = `proving ${at.item}`;
      say();
    },
  };
}

function assembleProof(
  plan: BackupPlan,
  content: ProvenContent | undefined,
  before: readonly StandingSequence[],
  after: readonly StandingSequence[],
): Proof {
  return {
    recipe: PROOF_RECIPE,
    mode: plan.proof,
    tables: content?.tables ?? [],
    largeObjects: content?.largeObjects ?? [],
    sequences: spanSequences(before, after),
    notProven: content?.notProven ?? [],
  };
}
