import { mkdir } from 'node:fs/promises';
import type { LackingCopy } from '../../domain/copies.ts';
import { Failure } from '../../domain/failures.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import { LARGEST_STREAMED_BACKUP_BYTES } from '../../domain/part-size.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import type { Policy } from '../../domain/policies.ts';
import { formatSize } from '../../domain/sizes.ts';
import { endOfLife } from '../../domain/source-diagnosis.ts';
import { findProgram } from '../../tools/programs.ts';
import { configuredPolicy, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { ensureContentKey } from '../keys/content-key.ts';
import { makeMissingKey } from '../keys/key-creation.ts';
import type { Job } from '../lib/job.ts';
import { inSession } from '../postgres/in-session.ts';
import { assertReadable, readOmissions } from '../postgres/rights.ts';
import type { Session } from '../postgres/session.ts';
import { openSourceSession } from '../postgres/source-session.ts';
import { chooseDumpPrograms } from '../postgres/versions.ts';
import { readNewestManifest } from '../repository/catalogue.ts';
import { ensureDescription } from '../repository/description.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { claimBackup } from '../repository/preparation.ts';
import { freeBytes } from '../spool/spool.ts';
import { type Apart, type Destination, destinations, inEach } from './stores.ts';

/** What was found before anything was done. */
export interface Preflight {
  readonly serverVersion: string;
  readonly programsVersion: string;
  /** What the backup will about take in the repository. */
  readonly estimatedBytes: number;
  /** Things that do not stop the run and that a person should see. */
  readonly warnings: readonly string[];
  /** Things to be told once, such as a key that was made. */
  readonly notes: readonly string[];
  /** Name of the repository whose content key encrypts the backup: the first one that is ready. */
  readonly keyFrom?: string;
  /** Repositories that are not ready; absent where all are. */
  readonly lacking?: readonly LackingCopy[];
}

/** Where nothing is known yet: the part of a database's tables that compressed dumps usually are. */
const USUAL_RATIO = 0.35;
const CLOCK_TOLERANCE_MS = 10_000;

/** Finds out, before it costs anything, whether the backup can be taken here and now. Throws the Failure that stops it. */
export async function preflightBackup(
  { plan, apart = false }: { readonly plan: BackupPlan } & Pick<Apart, 'apart'>,
  job: Job,
  deps: Deps,
): Promise<Preflight> {
  const { configuration } = deps;
  const policy = configuredPolicy(configuration, plan.policy);
  const target = configuredTarget(configuration, plan.target);
  if ((await findProgram('zstd', process.env)) === undefined) {
    throw new Failure('ToolMissing', 'the program zstd is not on PATH', {
      hint: 'Debian: apt-get install zstd; macOS: brew install zstd',
    });
  }
  const session = await openSourceSession(target, plan.dump, deps.readSecret, plan.run.runId);
  return inSession(session, async () => {
    // Sizes are asked of every table, also of one that a migration holds.
    await session.query(`SET lock_timeout = ${Math.round(plan.dump.lockWaitMs)}`);
    job.signal.throwIfAborted();
    const server = await readServer(session);
    const { programs, warning } = chooseDumpPrograms(await deps.findPostgres(), server.major);
    await assertReadable(session);
    const omissions = await readOmissions(session);
    const ended = endOfLife(server.major, Date.now());
    const outdated = ended === undefined ? [] : [`PostgreSQL ${server.major} gets ${ended}: upgrade the server`];
    const notes = makeMissingKey(policy.keys, configuration);
    const { keyFrom, lacking } = await prepare(destinations(plan, deps), plan, policy, apart);
    const estimatedBytes = await estimate(keyFrom.store, plan, server.tableBytes);
    if (plan.staging === 'stream') assertStreamable(estimatedBytes);
    else await assertSpace(configuration.worker.spoolDirectory, estimatedBytes);
    return {
      serverVersion: server.version,
      programsVersion: programs.version,
      estimatedBytes,
      warnings: [...(warning === undefined ? [] : [warning]), ...outdated, ...omissions, ...server.clock],
      notes,
      keyFrom: keyFrom.name,
      ...(lacking.length > 0 ? { lacking } : {}),
    };
  });
}

async function readServer(session: Session) {
  const asked = Date.now();
  const [row] = await session.query<{ version: string; number: number; now: number; tableBytes: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
            (SELECT coalesce(sum(pg_table_size(oid)), 0)::float8 FROM pg_class WHERE relkind IN ('r', 'm') AND relpersistence <> 't') AS "tableBytes"`,
  );
  if (row === undefined) throw new Failure('SourceUnreachable', 'the server answered nothing about itself');
  const skewMs = row.now - (asked + Date.now()) / 2;
  const clock =
    Math.abs(skewMs) > CLOCK_TOLERANCE_MS
      ? [
          `the server's clock is ${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} this host's`,
        ]
      : [];
  return { version: row.version, major: Math.floor(row.number / 10_000), tableBytes: row.tableBytes, clock };
}

/** Makes every repository ready and lays down the run's claim in it. The first one that is ready gets the content key. */
async function prepare(
  all: readonly Destination[],
  plan: BackupPlan,
  policy: Policy,
  apart: boolean,
): Promise<{ keyFrom: Destination; lacking: readonly LackingCopy[] }> {
  let keyFrom: Destination | undefined;
  const lacking = await inEach(all, apart, async destination => {
    const { store } = destination;
    const { repositoryId } = await ensureDescription(store, new Date());
    await claimBackup(store, plan);
    if (keyFrom === undefined) await ensureContentKey(store, repositoryId, policy.keys, new Date());
    keyFrom ??= destination;
  });
  if (keyFrom === undefined) throw new Failure('ConfigurationInvalid', `the policy ${plan.policy} names no repository`);
  return { keyFrom, lacking };
}

async function estimate(store: ObjectStore, plan: BackupPlan, tableBytes: number): Promise<number> {
  const before = await readNewestManifest(store, plan.target);
  return Math.round(before === undefined ? tableBytes * USUAL_RATIO : storedSizeBytes(before));
}

/** Parts are held in memory, so they must be small; a bucket takes so many of them and no more. */
function assertStreamable(estimatedBytes: number): void {
  if (estimatedBytes <= LARGEST_STREAMED_BACKUP_BYTES) return;
  const size = formatSize(estimatedBytes);
  throw new Failure('ConfigurationInvalid', `the backup will have about ${size}, too much to be streamed`, {
    hint: `set staging: spool in the policy; streaming is for up to ${formatSize(LARGEST_STREAMED_BACKUP_BYTES)}`,
  });
}

async function assertSpace(spoolDirectory: string, estimatedBytes: number): Promise<void> {
  try {
    await mkdir(spoolDirectory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileSystemFailure(error, spoolDirectory);
  }
  const free = await freeBytes(spoolDirectory);
  if (free < estimatedBytes) {
    throw new Failure(
      'SpaceMissing',
      `the spool ${spoolDirectory} has ${formatSize(free)} free, the backup needs about ${formatSize(estimatedBytes)}`,
      { hint: 'free some space, or name another folder in worker.spool' },
    );
  }
}
