import type { Artifact } from '../../domain/manifest.ts';
import { type ArtifactKey, type ArtifactSource, flowArtifact } from '../spool/artifact.ts';
import { partsSink } from './parts-sink.ts';
import type { Tee } from './tee.ts';

/** Where a streamed artifact goes: the repositories, and the key and file name of its object. */
export interface StreamTarget {
  readonly tee: Tee;
  readonly key: string;
  readonly object: string;
}

/**
 * Makes one artifact in one stream, as {@link flowArtifact} does, and sends it part by part while it is being made: nothing of it lies on a
 * disk of this host. What failed can only be begun anew.
 * @throws ProcessFailed, the failure of the last repository that took it, or the signal's reason.
 */
export async function streamArtifact(
  { tee, key, object }: StreamTarget,
  artifact: ArtifactSource,
  keys: ArtifactKey,
  partSizeBytes: number,
  signal: AbortSignal,
  onBytes?: (storedBytes: number) => void,
): Promise<Artifact> {
  const growing = await tee.begin(key, signal);
  let sending: Promise<void> = Promise.resolve();
  try {
    const sink = partsSink(partSizeBytes, part => {
      sending = growing.add(part, signal);
      return sending;
    });
    const stored = await flowArtifact(artifact, keys, partSizeBytes, sink, signal, onBytes);
    await growing.complete(signal);
    const { name, role, restoreOrder } = artifact;
    return { name, role, restoreOrder, object, partSizeBytes, ...stored };
  } catch (error) {
    // A part that arrives after its upload was given up would stay.
    await sending.catch(() => undefined);
    await growing.abandon();
    throw error;
  }
}
