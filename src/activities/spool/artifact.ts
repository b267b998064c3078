import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
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

/**
 * Makes one artifact in one stream: content, zstd, encryption, hashes, spool file. Nothing but the encrypted stream touches the
 * disk. The object's name holds the beginning of its hash: another attempt makes other bytes, and never writes over these.
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
  let compressedBytes = 0;
  const compressed = meter(sizeBytes => {
    compressedBytes = sizeBytes;
  });
  const stored = tally(partSizeBytes, onBytes);
  const file = join(folder.path, `${artifact.name}.partial`);
  const sink = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true, highWaterMark: 1_048_576 });
  const encrypted = encryption(keys.key, { ...keys.context, artifact: artifact.name });
  try {
    await runFlow(
      {
        source: artifact.source,
        programs: artifact.programs,
        between: artifact.between,
        transforms: [compressed, encrypted, stored.stream],
        sink,
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw fileSystemFailure(error, folder.path);
  }
  const { sizeBytes, sha256, parts } = stored.result();
  const object = `${artifact.name}-${sha256.slice(0, 8)}.${artifact.form}.zst.enc`;
  await rename(file, join(folder.path, object));
  return {
    name: artifact.name,
    role: artifact.role,
    restoreOrder: artifact.restoreOrder,
    object,
    sizeBytes,
    sha256,
    partSizeBytes,
    parts,
    compressedBytes,
  };
}

/** An artifact name made by this program. */
export function artifactName(text: string): ArtifactName {
  if (!isArtifactName(text)) throw new TypeError(`${text} is no artifact name`);
  return text;
}
