import { listBackupIds, readManifestIfWhole } from '../../activities/repository/catalogue.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { type LackingCopy, type Whereabouts, whereabouts } from '../../domain/copies.ts';
import { Failure } from '../../domain/failures.ts';
import type { SealedManifest } from '../../domain/manifest.ts';
import type { Repository } from '../../domain/repositories.ts';
import type { BackupId } from '../../domain/runs.ts';

/** A backup as the repositories show it. */
export interface ListedBackup extends Whereabouts {
  readonly backupId: BackupId;
  /** Absent where no copy's manifest can be read. */
  readonly manifest?: SealedManifest;
}

/** What repositories show of a target. */
export interface ReadBackups {
  /** Newest first. */
  readonly backups: readonly ListedBackup[];
  /** The repositories that answered. */
  readonly answering: readonly Repository[];
  /** Why the others did not. */
  readonly silent: readonly LackingCopy[];
}

/**
 * All backups of a target over its repositories. One that does not answer hides none of the others.
 * @throws the store's failure where none answers.
 */
export async function readBackups(
  configuration: Configuration,
  repositories: readonly Repository[],
  target: string,
): Promise<ReadBackups> {
  const readSecret = secretReader(process.env, configuration.secretDefaults);
  const found = new Map<BackupId, { readonly manifest?: SealedManifest; readonly repositories: readonly string[] }>();
  const silent: { readonly repository: string; readonly failure: Failure }[] = [];
  for (const repository of repositories) {
    try {
      const store = openStore(repository, readSecret);
      for (const backupId of await listBackupIds(store, target)) {
        const known = found.get(backupId);
        const manifest = known?.manifest ?? (await readManifestIfWhole(store, target, backupId));
        found.set(backupId, { manifest, repositories: [...(known?.repositories ?? []), repository.name] });
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      silent.push({ repository: repository.name, failure: error });
    }
  }
  const [first] = silent;
  if (first !== undefined && silent.length === repositories.length) throw first.failure;
  const unknown = silent.map(({ repository }) => repository);
  const answering = repositories.filter(({ name }) => !unknown.includes(name));
  const names = repositories.map(({ name }) => name);
  const backups = [...found].map(
    ([backupId, { manifest, repositories: holding }]): ListedBackup => ({
      backupId,
      manifest,
      ...whereabouts(names, holding, unknown),
    }),
  );
  return { backups: backups.toSorted((a, b) => (a.backupId < b.backupId ? 1 : -1)), answering, silent };
}
