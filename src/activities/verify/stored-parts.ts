import { Readable } from 'node:stream';
import { type Artifact, partRange } from '../../domain/manifest.ts';
import { inLanes } from '../repository/concurrency.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { withQuickTries } from '../repository/quick-tries.ts';
import { steadyRead } from '../repository/steady-read.ts';
import { hashStream } from '../repository/verification.ts';

/** Parts that are read side by side where only their hashes count. */
const LANES = 4;

/** An artifact as it lies in a repository. */
export interface StoredArtifact {
  readonly store: ObjectStore;
  readonly key: string;
  readonly artifact: Artifact;
  /** Told of each request that was made again. */
  readonly onRepeat?: () => void;
}

/** All bytes of a stored artifact in order, asked for part by part: no request lives longer than its part takes. */
export function openParts(stored: StoredArtifact, signal: AbortSignal): Readable {
  return Readable.from(bytesOf(stored, signal), { objectMode: false, highWaterMark: 1_048_576 });
}

async function* bytesOf(
  { store, key, artifact, onRepeat }: StoredArtifact,
  signal: AbortSignal,
): AsyncIterable<Buffer> {
  for (const index of artifact.parts.keys()) {
    yield* steadyRead(store, key, partRange(artifact, index), signal, onRepeat);
  }
}

/** Reads a stored artifact and returns the indexes of the parts whose hash is not that of the manifest. */
export async function findDamagedParts(
  { store, key, artifact, onRepeat }: StoredArtifact,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const damaged: number[] = [];
  await inLanes(artifact.parts, LANES, async (sha256, index) => {
    signal.throwIfAborted();
    const hash = () => hashStream(store, key, partRange(artifact, index), signal);
    const found = await withQuickTries(hash, signal, onRepeat);
    if (found.sha256 !== sha256) damaged.push(index);
  });
  return damaged.toSorted((a, b) => a - b);
}
