import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Artifact, ArtifactRole } from '../../domain/manifest.ts';
import { type ArtifactName, isArtifactName } from '../../domain/names.ts';
import { type ContentKey, type EncryptionContext, encryption } from '../keys/cipher.ts';
import { type Flow, runFlow } from '../lib/pipeline.ts';
import type { Command } from '../lib/processes.ts';
import { meter, tally } from '../lib/tally.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';
import type { SpoolFolder } from './spool.ts';

/** What becomes an artifact: programs (or a stream) whose output ends in zstd. */
export interface ArtifactSource {
  readonly name: ArtifactName;
  readonly role: ArtifactRole;
  readonly restoreOrder: number;
  /** What the content is, for the file's name: `pgdump`, `sql`, `json`. */
  readonly form: string;
  readonly source?: Readable;
  readonly programs: readonly Command[];
  /** As in {@link Flow}. */
  readonly between?: Flow['between'];
}

/** How artifacts of one backup are encrypted. */
export interface ArtifactKey {
  readonly key: ContentKey;
  readonly context: Omit<EncryptionContext, 'artifact'>;
}

/** What is known of an artifact once its last byte was stored. */
export type StoredBytes = Pick<Artifact, 'sizeBytes' | 'sha256' | 'parts' | 'compressedBytes'>;

/**
 * Makes one artifact in one stream: content, zstd, encryption, hashes, and then the sink, which alone gets what may lie somewhere.
 * @throws ProcessFailed, what the sink fails with, or the signal's reason.
 */
export async function flowArtifact(
  artifact: ArtifactSource,
  keys: ArtifactKey,
  partSizeBytes: number,
  sink: Writable,
  signal: AbortSignal,
  onBytes?: (storedBytes: number) => void,
): Promise<StoredBytes> {
  let compressedBytes = 0;
  const compressed = meter(sizeBytes => {
    compressedBytes = sizeBytes;
  });
  const stored = tally(partSizeBytes, onBytes);
  const encrypted = encryption(keys.key, { ...keys.context, artifact: artifact.name });
  const { source, programs, between } = artifact;
  await runFlow({ source, programs, between, transforms: [compressed, encrypted, stored.stream], sink }, signal);
  return { ...stored.result(), compressedBytes };
}

/**
 * Makes one artifact as a spool file. The object's name holds the beginning of its hash: another attempt makes other bytes, and never
 * writes over these.
 * @throws ProcessFailed, Failure SpaceMissing, or the signal's reason.
 */
export async function spoolArtifact(
  folder: SpoolFolder,
  artifact: ArtifactSource,
  keys: ArtifactKey,
  partSizeBytes: number,
  signal: AbortSignal,
  onBytes?: (storedBytes: number) => void,
): Promise<Artifact> {
  const file = join(folder.path, `${artifact.name}.partial`);
  const sink = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true, highWaterMark: 1_048_576 });
  let stored: StoredBytes;
  try {
    stored = await flowArtifact(artifact, keys, partSizeBytes, sink, signal, onBytes);
  } catch (error) {
    signal.throwIfAborted();
    throw fileSystemFailure(error, folder.path);
  }
  const object = objectName(artifact, stored.sha256);
  await rename(file, join(folder.path, object));
  const { name, role, restoreOrder } = artifact;
  return { name, role, restoreOrder, object, partSizeBytes, ...stored };
}

/** The file name of an artifact's object; `hash` makes it one that no other attempt writes to. */
export function objectName({ name, form }: Pick<ArtifactSource, 'name' | 'form'>, hash: string): string {
  return `${name}-${hash.slice(0, 8)}.${form}.zst.enc`;
}

/** An artifact name made by this program. */
export function artifactName(text: string): ArtifactName {
  if (!isArtifactName(text)) throw new TypeError(`${text} is no artifact name`);
  return text;
}
