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
import { inLanes } from '../repository/concurrency.ts';
import { writeDurably } from '../repository/directory/durable-files.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';
import { encodeJson } from '../repository/json-object.ts';
import { artifactKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { openStore } from '../repository/open-store.ts';
import { openTestFolder, type TestFolder } from '../sandbox/folder.ts';
import { NO_SPACE_HINT, noSpace } from '../sandbox/space.ts';
import { FETCHED_MANIFEST } from './fetched-backup.ts';

/** Ranges that are read side by side. */
const LANES = 6;

/**
 * Fetches a backup's artifacts into the test's folder, in ranges side by side, each held against its hash in the sealed
 * manifest as it arrives. What an earlier attempt fetched is kept where its hash is right.
 * @returns the folder.
 * @throws Failure ManifestDamaged, ArtifactMissing, ArtifactDamaged, Inconclusive (no space), KeyMissing, KeyWrong
 */
export async function fetchBackup(
  { plan }: { readonly plan: FetchPlan },
  job: Job,
  deps: RepositoryDeps,
): Promise<{ folder: string; bytes: number }> {
  const store = openStore(configuredRepository(deps.configuration, plan.repository), deps.readSecret);
  const { keys } = configuredPolicy(deps.configuration, plan.policy);
  const { manifest } = await openManifest(store, plan.target, plan.backupId, keys);
  const folder = await openTestFolder(configuredSandbox(deps.configuration, plan.sandbox).directory, plan.run);
  const { kind } = configuredSandbox(deps.configuration, plan.sandbox);
  await assertSpace(folder, plan, plan.kind === 'restore-test' && kind === 'local');
  const totalBytes = storedSizeBytes(manifest);
  let doneBytes = 0;
  for (const artifact of manifest.artifacts) {
    await fetchArtifact(store, plan, artifact, folder, job.signal, sizeBytes => {
      doneBytes += sizeBytes;
      job.report({ step: 'fetch', doneBytes, totalBytes, item: artifact.name });
    });
  }
  await writeDurably(join(folder.path, FETCHED_MANIFEST), encodeJson(manifest), false);
  return { folder: folder.path, bytes: totalBytes };
}

async function fetchArtifact(
  store: ObjectStore,
  plan: FetchPlan,
  artifact: Artifact,
  folder: TestFolder,
  signal: AbortSignal,
  arrived: (sizeBytes: number) => void,
): Promise<void> {
  const key = artifactKey(plan.target, plan.backupId, artifact.object);
  const stored = await store.sizeOf(key);
  const place = `${artifact.name} of ${plan.backupId} in ${store.description}`;
  const hint = 'restore from another copy or an older backup';
  if (stored === undefined) throw new Failure('ArtifactMissing', `the artifact ${place} is gone`, { hint });
  if (stored !== artifact.sizeBytes) {
    throw new Failure('ArtifactDamaged', `the artifact ${place} has ${stored} bytes instead of ${artifact.sizeBytes}`, {
      hint,
    });
  }
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
      (await fetchWithRetries(() => fetchRange(store, key, range, file, signal), signal)) !== sha256
    ) {
      throw new Failure('ArtifactDamaged', `the artifact ${place} is damaged in ${describePart(artifact, index)}`, {
        hint,
      });
    }
    arrived(range.sizeBytes);
  });
}

/** Tries of one range before the step as a whole is tried again: a connection that breaks off is nothing rare. */
const QUICK_ATTEMPTS = 3;

async function fetchWithRetries<T>(fetch: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetch();
    } catch (error) {
      signal.throwIfAborted();
      const mayHeal = error instanceof Failure && error.kind === 'RepositoryUnreachable';
      if (!mayHeal || attempt === QUICK_ATTEMPTS) throw error;
    }
  }
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
