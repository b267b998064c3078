import type { LackingCopy } from '../../domain/copies.ts';
import { type ProofSummary, storedSizeBytes } from '../../domain/manifest.ts';
import { newServerOf } from '../../domain/new-server.ts';
import { choosePartSize } from '../../domain/part-size.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import { describeTransport } from '../../domain/transport-diagnosis.ts';
import { findProgram } from '../../tools/programs.ts';
import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { ENCRYPTION_ALGORITHM } from '../keys/cipher.ts';
import { ensureContentKey } from '../keys/content-key.ts';
import type { Job } from '../lib/job.ts';
import { inSession } from '../postgres/in-session.ts';
import { openSourceSession } from '../postgres/source-session.ts';
import { readTransport } from '../postgres/transport.ts';
import { chooseDumpPrograms } from '../postgres/versions.ts';
import { ensureDescription } from '../repository/description.ts';
import { openStore } from '../repository/open-store.ts';
import { spoolArtifact } from '../spool/artifact.ts';
import { completeSpool, type DraftManifest, openSpool } from '../spool/spool.ts';
import { openStreaming } from '../stream/streaming.ts';
import { dumpUnderSnapshot, type KeepArtifact } from './snapshot-dump.ts';
import { type Apart, destinations } from './stores.ts';

/** What a dump needs to know besides its plan. */
export interface DumpInput extends Apart {
  readonly plan: BackupPlan;
  /** Which host of the run this is, from 1: names of temporary things carry it beside the attempt. */
  readonly round: number;
  readonly estimatedBytes: number;
  /** What preflight found; it goes into the manifest. */
  readonly warnings: readonly string[];
  /** Name of the repository whose content key encrypts; absent: the primary one. */
  readonly keyFrom?: string;
}

/** What a dump made, without what is large: part hashes and proof wait in the spool. */
export interface Dumped {
  /** The attempt's folder in the spool of this host. */
  readonly folder: string;
  readonly takenAt: string;
  readonly storedBytes: number;
  readonly databaseBytes: number;
  readonly database: string;
  readonly serverVersion: string;
  /** How the server was reached. Absent in what earlier versions returned. */
  readonly transport?: string;
  readonly tools: { readonly [program: string]: string };
  readonly encryption: { readonly algorithm: string; readonly keyId: string };
  readonly proof: ProofSummary;
  /** As in the manifest. Absent in what earlier versions returned. */
  readonly notCovered?: readonly string[];
  readonly artifacts: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[];
  /** What was streamed; absent where the artifacts wait in the spool. */
  readonly streamed?: {
    readonly sentBytes: number;
    readonly repeats: number;
    readonly lacking: readonly LackingCopy[];
  };
}

/**
 * Dumps a database and proves what it holds, under one snapshot, into encrypted spool files of this host, or, where the plan says so,
 * straight into the repositories.
 * @throws Failure of the source (SourceUnreachable, SourceBusy, SnapshotLost, DumpFailed, RightsMissing), SpaceMissing, key failures.
 */
export async function dumpBackup(
  { plan, round, estimatedBytes, warnings, keyFrom = plan.repositories[0] ?? '', to, apart = false }: DumpInput,
  job: Job,
  deps: Deps,
): Promise<Dumped> {
  const target = configuredTarget(deps.configuration, plan.target);
  const store = openStore(configuredRepository(deps.configuration, keyFrom), deps.readSecret);
  const { repositoryId } = await ensureDescription(store, new Date());
  const key = await ensureContentKey(
    store,
    repositoryId,
    configuredPolicy(deps.configuration, plan.policy).keys,
    new Date(),
  );
  const session = await openSourceSession(target, plan.dump, deps.readSecret, plan.run.runId);
  return inSession(session, async () => {
    const [server] = await session.query<{ number: number }>(
      `SELECT current_setting('server_version_num')::int AS number`,
    );
    const serverMajor = Math.floor((server?.number ?? 0) / 10_000);
    const transport = describeTransport(await readTransport(session));
    const { programs } = chooseDumpPrograms(await deps.findPostgres(), serverMajor);
    const attempt = `${round}-${job.attempt}`;
    const folder = await openSpool(deps.configuration.worker.spoolDirectory, plan, attempt);
    const keys = { key, context: { repository: repositoryId, target: plan.target, backup: plan.backupId } };
    const partSizeBytes = choosePartSize(estimatedBytes);
    const zstd = await findProgram('zstd', process.env);
    const dump = async (keep: KeepArtifact): Promise<DraftManifest> => {
      const from = { plan, session, programs, zstd: zstd?.path ?? 'zstd', keep, estimatedBytes };
      const { facts, ...dumped } = await dumpUnderSnapshot(from, job);
      const draft: DraftManifest = {
        format: 1,
        kind: 'logical',
        backupId: plan.backupId,
        target: plan.target,
        run: {
          runId: plan.run.runId,
          workflowId: plan.run.workflowId,
          firstExecutionRunId: plan.run.firstExecutionRunId,
        },
        startedAt: plan.run.startedAt,
        source: {
          database: facts.database.name,
          serverVersion: facts.server.version,
          serverMajor,
          systemIdentifier: facts.server.systemIdentifier,
          databaseSizeBytes: facts.database.sizeBytes,
          newServer: newServerOf(facts),
        },
        tools: { firedrill: deps.version, pg_dump: programs.version, zstd: zstd?.version ?? 'unknown' },
        policy: { name: plan.policy, digest: plan.policyDigest },
        encryption: { keyId: key.keyId, repositoryId, algorithm: ENCRYPTION_ALGORITHM },
        warnings,
        ...dumped,
      };
      await completeSpool(folder, draft);
      return draft;
    };
    const tell = (draft: DraftManifest) => ({ ...tellDraft(draft), folder: folder.path, transport });
    if (plan.staging !== 'stream') {
      return tell(
        await dump((artifact, signal, onBytes) =>
          spoolArtifact(folder, artifact, keys, partSizeBytes, signal, onBytes),
        ),
      );
    }
    const streaming = await openStreaming(
      { plan, attempt, keys, keyStore: store, partSizeBytes },
      destinations(plan, deps, to),
      apart,
    );
    try {
      const told = tell(await dump(streaming.keep));
      const { holding, repeats, lacking } = streaming.came();
      return { ...told, streamed: { sentBytes: told.storedBytes * holding.length, repeats, lacking } };
    } catch (error) {
      await streaming.withdraw();
      throw error;
    }
  });
}

/** What of a manifest goes into the history of a run. */
function tellDraft(draft: DraftManifest): Omit<Dumped, 'folder' | 'transport' | 'streamed'> {
  const { takenAt, source, tools, encryption, proof, notCovered, artifacts } = draft;
  return {
    takenAt,
    storedBytes: storedSizeBytes(draft),
    databaseBytes: source.databaseSizeBytes,
    database: source.database,
    serverVersion: source.serverVersion,
    tools,
    encryption: { algorithm: encryption.algorithm, keyId: encryption.keyId },
    proof,
    notCovered,
    artifacts: artifacts.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 })),
  };
}
