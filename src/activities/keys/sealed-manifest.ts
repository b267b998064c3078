import { Failure } from '../../domain/failures.ts';
import type { Artifact, SealedManifest } from '../../domain/manifest.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import type { BackupId } from '../../domain/runs.ts';
import { readManifest } from '../repository/catalogue.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import type { ContentKey, EncryptionContext } from './cipher.ts';
import { openContentKey } from './content-key.ts';
import { isSealIntact } from './seal.ts';

/** A manifest that is as it was sealed, and the key that opens its artifacts. */
export interface OpenedManifest {
  readonly manifest: SealedManifest;
  readonly key: ContentKey;
}

/**
 * Reads the manifest of a backup and makes sure that nobody has changed it.
 * @throws Failure NotFound, ManifestDamaged, KeyMissing, KeyWrong
 */
export async function openManifest(
  store: ObjectStore,
  target: string,
  backupId: BackupId,
  keys: KeyPaths,
): Promise<OpenedManifest> {
  const manifest = await readManifest(store, target, backupId);
  const key = await openContentKey(store, manifest.encryption.keyId, keys);
  if (!isSealIntact(manifest, key)) {
    throw new Failure(
      'ManifestDamaged',
      `the manifest of ${backupId} in ${store.description} is not as it was sealed`,
      {
        hint: 'somebody or something changed it: restore from another copy, and find out who may write there',
      },
    );
  }
  return { manifest, key };
}

/** What the encryption of an artifact is bound to. */
export function contextOf(manifest: SealedManifest, artifact: Artifact): EncryptionContext {
  return {
    repository: manifest.encryption.repositoryId,
    target: manifest.target,
    backup: manifest.backupId,
    artifact: artifact.name,
  };
}
