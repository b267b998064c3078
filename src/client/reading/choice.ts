import { pickBackup } from '../../activities/evidence/backup-choice.ts';
import { listBackupIds } from '../../activities/repository/catalogue.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import type { Repository } from '../../domain/repositories.ts';
import type { BackupId } from '../../domain/runs.ts';
import { type BackupChoice, chooseBackup } from '../../domain/selection.ts';

/** The backup that a choice comes to, looked for in the first of some repositories; an id stands for itself. Throws NotFound. */
export async function pickIn(
  { secretDefaults }: Configuration,
  repositories: readonly Repository[],
  target: string,
  choice: BackupChoice,
): Promise<BackupId> {
  if (choice.kind === 'id') return choice.backupId;
  const [first] = repositories;
  if (first === undefined) return chooseBackup([], choice, target, 0);
  const store = openStore(first, secretReader(process.env, secretDefaults));
  return pickBackup(store, target, await listBackupIds(store, target), choice);
}
