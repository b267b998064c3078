import { Failure } from '../../domain/failures.ts';
import type { SealedManifest } from '../../domain/manifest.ts';
import type { BackupId } from '../../domain/runs.ts';
import { backupsPrefix, manifestKey, parseBackupKey } from './layout.ts';
import { decodeManifest } from './manifest-codec.ts';
import type { ObjectStore } from './object-store.ts';

/** The ids of a target's committed backups, oldest first. What has no manifest is no backup. */
export async function listBackupIds(store: ObjectStore, target: string): Promise<readonly BackupId[]> {
  const ids: BackupId[] = [];
  for await (const { key } of store.list(backupsPrefix(target))) {
    const parsed = parseBackupKey(key);
    if (parsed?.file === 'manifest.json' && parsed.target === target) ids.push(parsed.backupId);
  }
  return ids.toSorted();
}

/**
 * A backup's manifest.
 * @throws Failure NotFound, or ManifestDamaged where what lies there is no manifest of this backup.
 */
export async function readManifest(store: ObjectStore, target: string, backupId: BackupId): Promise<SealedManifest> {
  const stored = await store.get(manifestKey(target, backupId));
  if (stored === undefined) {
    throw new Failure('NotFound', `${target} has no backup ${backupId} in ${store.description}`, {
      hint: `firedrill list ${target} shows what there is`,
    });
  }
  const manifest = decodeManifest(stored, { target, backupId });
  if (manifest === undefined) {
    throw new Failure(
      'ManifestDamaged',
      `the manifest of ${backupId} in ${store.description} is not one that Firedrill wrote`,
      {
        hint: 'restore from another copy or an older backup, and find out who may write there',
      },
    );
  }
  return manifest;
}

/** A backup's manifest, undefined where it is gone or damaged. */
export async function readManifestIfWhole(
  store: ObjectStore,
  target: string,
  backupId: BackupId,
): Promise<SealedManifest | undefined> {
  try {
    return await readManifest(store, target, backupId);
  } catch (error) {
    if (error instanceof Failure && (error.kind === 'ManifestDamaged' || error.kind === 'NotFound')) return undefined;
    throw error;
  }
}

/** The newest backup of a target whose manifest can be read, or undefined where there is none. */
export async function readNewestManifest(store: ObjectStore, target: string): Promise<SealedManifest | undefined> {
  const ids = await listBackupIds(store, target);
  for (const backupId of ids.toReversed()) {
    try {
      return await readManifest(store, target, backupId);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'ManifestDamaged') throw error;
    }
  }
  return undefined;
}
