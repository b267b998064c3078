import { listBackupIds, readManifest } from '../../activities/repository/catalogue.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import type { SealedManifest } from '../../domain/manifest.ts';
import type { Repository } from '../../domain/repositories.ts';
import type { BackupId } from '../../domain/runs.ts';

/** A backup as the repositories show it. */
export interface ListedBackup {
  readonly backupId: BackupId;
  /** Absent where no copy's manifest can be read. */
  readonly manifest?: SealedManifest;
  /** Names of the repositories that hold it. */
  readonly repositories: readonly string[];
}

/** All backups of a target over its repositories, newest first. Throws the store's failures. */
export async function readBackups(
  configuration: Configuration,
  repositories: readonly Repository[],
  target: string,
): Promise<readonly ListedBackup[]> {
  const readSecret = secretReader(process.env, configuration.secretDefaults);
  const found = new Map<BackupId, ListedBackup>();
  for (const repository of repositories) {
    const store = openStore(repository, readSecret);
    for (const backupId of await listBackupIds(store, target)) {
      const known = found.get(backupId);
      const manifest = known?.manifest ?? (await readableManifest(() => readManifest(store, target, backupId)));
      found.set(backupId, { backupId, manifest, repositories: [...(known?.repositories ?? []), repository.name] });
    }
  }
  return [...found.values()].toSorted((a, b) => (a.backupId < b.backupId ? 1 : -1));
}

async function readableManifest(read: () => Promise<SealedManifest>): Promise<SealedManifest | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure && (error.kind === 'ManifestDamaged' || error.kind === 'NotFound')) return undefined;
    throw error;
  }
}
