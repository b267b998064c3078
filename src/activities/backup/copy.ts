import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Failure } from '../../domain/failures.ts';
import { type Artifact, describePart, partRange, partSizeOf } from '../../domain/manifest.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import { claimOf } from '../../domain/run-claim.ts';
import type { BackupId, RunIdentity } from '../../domain/runs.ts';
import { copyContentKey } from '../keys/content-key.ts';
import { openManifest } from '../keys/sealed-manifest.ts';
import { keyOfWhole } from '../repository/artifact-size.ts';
import { ensureDescription } from '../repository/description.ts';
import { encodeJson } from '../repository/json-object.ts';
import { claimKey, manifestKey } from '../repository/layout.ts';
import type { ObjectInParts, ObjectStore } from '../repository/object-store.ts';
import { steadyRead } from '../repository/steady-read.ts';
import { verifyOrMend } from './verify.ts';

/** A copy that is to be made. */
export interface CopyOrder {
  readonly run: RunIdentity;
  readonly target: string;
  readonly backupId: BackupId;
  readonly from: ObjectStore;
  readonly to: ObjectStore;
}

/**
 * Copies a committed backup into a repository that lacks it: its key, its artifacts as they are stored, each part held against the
 * manifest as it passes, and, when they have been verified where they lie, the manifest. A repeated attempt sends what is missing.
 * `sent` is told of each part that is there.
 * @returns the bytes of the backup.
 * @throws Failure NotFound, ManifestDamaged, ArtifactMissing or ArtifactDamaged of the copy it reads, StoredBytesDiffer of the one it
 * makes, key and store failures.
 */
export async function copyBackup(
  { run, target, backupId, from, to }: CopyOrder,
  keys: KeyPaths,
  signal: AbortSignal,
  sent: (sizeBytes: number, artifact: Artifact) => void,
  onRepeat: () => void,
): Promise<number> {
  const { manifest } = await openManifest(from, target, backupId, keys);
  await ensureDescription(to, new Date());
  await to.putIfAbsent(claimKey(target, backupId), encodeJson(claimOf(run)));
  await copyContentKey(from, to, manifest.encryption.keyId);
  let bytes = 0;
  for (const artifact of manifest.artifacts) {
    const key = await keyOfWhole(from, target, backupId, artifact);
    const object = storedObject(from, key, artifact, signal, onRepeat);
    const send = () => to.upload(object, signal, () => undefined);
    await to.upload(object, signal, part => sent(part.sizeBytes, artifact));
    await verifyOrMend(to, object, signal, send);
    bytes += artifact.sizeBytes;
  }
  signal.throwIfAborted();
  const sealed = await from.get(manifestKey(target, backupId));
  if (sealed === undefined) throw new Failure('NotFound', `${backupId} was removed from ${from.description} meanwhile`);
  await to.putIfAbsent(manifestKey(target, backupId), sealed);
  return bytes;
}

/** A stored artifact as another store takes it. */
function storedObject(
  from: ObjectStore,
  key: string,
  artifact: Artifact,
  signal: AbortSignal,
  onRepeat: () => void,
): ObjectInParts {
  const parts = artifact.parts.map((sha256, index) => ({
    sizeBytes: partSizeOf(artifact, index),
    sha256,
    open: () => Readable.from(authenticPart(from, key, artifact, index, signal, onRepeat), { objectMode: false }),
  }));
  return { key, sizeBytes: artifact.sizeBytes, partSizeBytes: artifact.partSizeBytes, parts };
}

/** The bytes of a part. Its last ones come when the hash of all is right, so that nobody takes a damaged part for a whole one. */
async function* authenticPart(
  from: ObjectStore,
  key: string,
  artifact: Artifact,
  index: number,
  signal: AbortSignal,
  onRepeat: () => void,
): AsyncIterable<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const chunk of steadyRead(from, key, partRange(artifact, index), signal, onRepeat)) {
    if (held !== undefined) yield held;
    hash.update(chunk);
    held = chunk;
  }
  if (hash.digest('hex') !== artifact.parts[index]) {
    const what = `${key} in ${from.description} is damaged in ${describePart(artifact, index)}`;
    throw new Failure('ArtifactDamaged', what, { hint: 'firedrill verify --read tells what else is' });
  }
  if (held !== undefined) yield held;
}
