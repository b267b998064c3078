import { createWriteStream } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../domain/failures.ts';
import { type Artifact, describePart, partRange, storedSizeBytes } from '../../domain/manifest.ts';
import type { FetchPlan } from '../../domain/plan.ts';
import { formatSize } from '../../domain/sizes.ts';
import { configuredPolicy, configuredRepository, configuredSandbox } from '../configured.ts';
import type { RepositoryDeps } from '../deps.ts';
import { openManifest } from '../keys/sealed-manifest.ts';
import { hashFileRange } from '../lib/file-hash.ts';
import type { Job } from '../lib/job.ts';
import { tally } from '../lib/tally.ts';
import { describeArtifact, keyOfWhole, OTHER_COPY_HINT } from '../repository/artifact-size.ts';
import { inLanes } from '../repository/concurrency.ts';
import { writeDurably } from '../repository/directory/durable-files.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';
import { encodeJson } from '../repository/json-object.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { openStore } from '../repository/open-store.ts';
import { withQuickTries } from '../repository/quick-tries.ts';
import { openTestFolder, type TestFolder } from '../sandbox/folder.ts';
import { NO_SPACE_HINT, noSpace } from '../sandbox/space.ts';
import { FETCHED_MANIFEST } from './fetched-backup.ts';

/** Ranges that are read side by side. */
const LANES = 6;

/**
 * Fetches a backup's artifacts into the test's folder, in ranges side by side, each held against its hash in the sealed
 * manifest as it arrives. What an earlier attempt fetched is kept where its hash is right.
 * @returns the folder, the bytes of the backup, and how many requests had to be made again (absent from earlier releases).
 * @throws Failure ManifestDamaged, ArtifactMissing, ArtifactDamaged, Inconclusive (no space), KeyMissing, KeyWrong
 */
export async function fetchBackup(
  { plan }: { readonly plan: FetchPlan },
  job: Job,
  deps: RepositoryDeps,
): Promise<{ folder: string; bytes: number; repeats?: number }> {
  const store = openStore(configuredRepository(deps.configuration, plan.repository), deps.readSecret);
  const { keys } = configuredPolicy(deps.configuration, plan.policy);
  const { manifest } = await openManifest(store, plan.target, plan.backupId, keys);
  const folder = await openTestFolder(configuredSandbox(deps.configuration, plan.sandbox).directory, plan.run);
  const { kind } = configuredSandbox(deps.configuration, plan.sandbox);
  await assertSpace(folder, plan, plan.kind === 'restore-test' && kind === 'local');
  const totalBytes = storedSizeBytes(manifest);
  let doneBytes = 0;
  let repeats = 0;
  const onRepeat = () => {
    repeats += 1;
  };
  for (const artifact of manifest.artifacts) {
    const arrived = (sizeBytes: number) => {
      doneBytes += sizeBytes;
      job.report({ step: 'fetch', doneBytes, totalBytes, item: artifact.name });
    };
    await fetchArtifact(store, plan, artifact, folder, job.signal, arrived, onRepeat);
  }
  await writeDurably(join(folder.path, FETCHED_MANIFEST), encodeJson(manifest), false);
  return { folder: folder.path, bytes: totalBytes, repeats: repeats + store.repeats() };
}

async function fetchArtifact(
  store: ObjectStore,
  plan: FetchPlan,
  artifact: Artifact,
  folder: TestFolder,
  signal: AbortSignal,
  arrived: (sizeBytes: number) => void,
  onRepeat: () => void,
): Promise<void> {
  const key = await keyOfWhole(store, plan.target, plan.backupId, artifact);
  const file = join(folder.fetched, artifact.object);
  try {
    await (await open(file, 'a', 0o600)).close();
  } catch (error) {
    throw fileSystemFailure(error, folder.path);
  }
  await inLanes(artifact.parts, LANES, async (sha256, index) => {
    signal.throwIfAborted();
    const range = partRange(artifact, index);
    if (
      (await hashFileRange(file, range)).sha256 !== sha256 &&
      (await withQuickTries(() => fetchRange(store, key, range, file, signal), signal, onRepeat)) !== sha256
    ) {
      const place = describeArtifact(store, plan.backupId, artifact);
      throw new Failure('ArtifactDamaged', `${place} is damaged in ${describePart(artifact, index)}`, {
        hint: OTHER_COPY_HINT,
      });
    }
    arrived(range.sizeBytes);
  });
}

type Range = { readonly offset: number; readonly sizeBytes: number };

async function fetchRange(
  store: ObjectStore,
  key: string,
  range: Range,
  file: string,
  signal: AbortSignal,
): Promise<string> {
  const stream = await store.read(key, range, signal);
  if (stream === undefined) throw new Failure('ArtifactMissing', `${key} went away while it was read`);
  const counted = tally(Number.MAX_SAFE_INTEGER);
  try {
    await pipeline(stream, counted.stream, createWriteStream(file, { flags: 'r+', start: range.offset }), { signal });
  } catch (error) {
    signal.throwIfAborted();
    const translated = fileSystemFailure(error, file);
    if (translated instanceof Failure && translated.kind === 'SpaceMissing') throw noSpace(translated.message);
    throw new Failure('RepositoryUnreachable', `${store.description} broke off while ${key} was read`, {
      cause: error,
    });
  }
  const { sizeBytes, sha256 } = counted.result();
  if (sizeBytes !== range.sizeBytes)
    throw new Failure('RepositoryUnreachable', `${store.description} broke off while ${key} was read`);
  return sha256;
}

/** Fetched artifacts and a decrypted archive, and with `restores` the restored database too, must find place side by side. In bytes. */
export function neededBytes(plan: Pick<FetchPlan, 'storedBytes' | 'databaseBytes'>, restores: boolean): number {
  return plan.storedBytes + (restores ? 2 : 1) * plan.databaseBytes;
}

async function assertSpace(folder: TestFolder, plan: FetchPlan, restores: boolean): Promise<void> {
  const { bavail, bsize } = await statfs(folder.path);
  const free = bavail * bsize;
  const needed = neededBytes(plan, restores);
  if (free >= needed) return;
  const message = `${folder.path} has ${formatSize(free)} free, and about ${formatSize(needed)} are needed`;
  throw plan.kind === 'restore' ? new Failure('SpaceMissing', message, { hint: NO_SPACE_HINT }) : noSpace(message);
}
