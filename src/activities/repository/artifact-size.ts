import { Failure } from '../../domain/failures.ts';
import type { Artifact } from '../../domain/manifest.ts';
import type { BackupId } from '../../domain/runs.ts';
import { artifactKey } from './layout.ts';
import type { ObjectStore } from './object-store.ts';

/** What to do where an artifact of a copy is damaged. */
export const OTHER_COPY_HINT = 'restore from another copy or an older backup';

/** An artifact of a backup in a repository, as failures name it. */
export function describeArtifact(store: ObjectStore, backupId: BackupId, { name }: Artifact): string {
  return `the artifact ${name} of ${backupId} in ${store.description}`;
}

/**
 * The key of an artifact that is there and as long as it should be.
 * @throws Failure ArtifactMissing, ArtifactDamaged
 */
export async function keyOfWhole(
  store: ObjectStore,
  target: string,
  backupId: BackupId,
  artifact: Artifact,
): Promise<string> {
  const key = artifactKey(target, backupId, artifact.object);
  const stored = await store.sizeOf(key);
  if (stored === artifact.sizeBytes) return key;
  const place = describeArtifact(store, backupId, artifact);
  const hint = OTHER_COPY_HINT;
  if (stored === undefined) throw new Failure('ArtifactMissing', `${place} is gone`, { hint });
  throw new Failure('ArtifactDamaged', `${place} has ${stored} bytes instead of ${artifact.sizeBytes}`, { hint });
}
