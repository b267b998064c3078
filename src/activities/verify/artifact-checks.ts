import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import { type Artifact, describePart, partSizeOf } from '../../domain/manifest.ts';
import type { Check } from '../../domain/verdicts.ts';
import { findDamagedParts, type StoredArtifact } from './stored-parts.ts';

/** What is examined of one artifact, in this order. `content` is how it is called where no dump is read. */
export type Aspect = 'size' | 'hash' | 'header' | 'decrypt' | 'decompress' | 'content' | 'dump read to its end';

/** A check of one aspect of an artifact: `main hash`. */
export function artifactCheck(
  artifact: Artifact,
  aspect: Aspect,
  found: Pick<Check, 'verdict' | 'expected' | 'found' | 'source' | 'detail'>,
): Check {
  return { name: `${artifact.name} ${aspect}`, about: 'content', required: true, ...found };
}

/** A check that was not made, because of what was found before it. */
export function notMade(artifact: Artifact, aspect: Aspect, detail: string): Check {
  return artifactCheck(artifact, aspect, { verdict: 'skipped', detail });
}

/** Holds the size of what is stored against the manifest. `found` is null where it is gone. */
export async function checkSize({ store, key, artifact }: StoredArtifact): Promise<Check> {
  const found = await store.sizeOf(key);
  const wanted = artifact.sizeBytes;
  const base = { expected: count(wanted, 'byte'), source: 'manifest' };
  if (found === wanted) return artifactCheck(artifact, 'size', { ...base, verdict: 'passed', found: base.expected });
  if (found === undefined)
    return artifactCheck(artifact, 'size', { ...base, verdict: 'failed', found: null, detail: 'it is gone' });
  const detail = `${count(found, 'byte')}: ${found < wanted ? 'cut short by' : 'longer by'} ${Math.abs(wanted - found)}`;
  return artifactCheck(artifact, 'size', { ...base, verdict: 'failed', found: count(found, 'byte'), detail });
}

/**
 * Holds every part against the manifest by the checksums that the store keeps, or by reading where it keeps none, and where they
 * disagree: an object that another program has copied has other checksums and the same bytes.
 */
export async function checkHash(stored: StoredArtifact, signal: AbortSignal): Promise<Check> {
  const { store, key, artifact } = stored;
  const parts = artifact.parts.map((sha256, index) => ({ sha256, sizeBytes: partSizeOf(artifact, index) }));
  const { sizeBytes, partSizeBytes } = artifact;
  try {
    const way = await store.verify({ key, sizeBytes, partSizeBytes, parts }, signal);
    return hashCheck(artifact, [], way);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'StoredBytesDiffer') throw error;
    return hashCheck(artifact, await findDamagedParts(stored, signal), 'read');
  }
}

/** Damaged parts that a check names. */
const NAMED = 5;

/** The check of an artifact's parts, given the indexes of those that are damaged. */
export function hashCheck(artifact: Artifact, damaged: readonly number[], way: 'checksums' | 'read'): Check {
  const all = artifact.parts.length;
  const base = {
    expected: count(all, 'part'),
    found: damaged.length === 0 ? count(all, 'part') : `${all - damaged.length} of ${all}`,
    source: way === 'read' ? 'manifest, by reading' : 'manifest, by the store’s checksums',
  };
  if (damaged.length === 0) return artifactCheck(artifact, 'hash', { ...base, verdict: 'passed' });
  const named = damaged.slice(0, NAMED).map(index => describePart(artifact, index));
  const more = damaged.length > NAMED ? ` and ${damaged.length - NAMED} more` : '';
  return artifactCheck(artifact, 'hash', {
    ...base,
    verdict: 'failed',
    detail: `damaged in ${named.join(', ')}${more}`,
  });
}
