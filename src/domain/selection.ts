import { Failure } from './failures.ts';
import { type BackupId, isBackupId } from './runs.ts';

/** Which backup is asked for: the newest, any one, or the one with this id. */
export type BackupChoice =
  | { readonly kind: 'latest' }
  | { readonly kind: 'random' }
  | { readonly kind: 'id'; readonly backupId: BackupId };

/** Reads what a person gave for `--backup`. Throws UsageInvalid for anything that is no choice. */
export function parseBackupChoice(text: string): BackupChoice {
  if (text === 'latest' || text === 'random') return { kind: text };
  if (isBackupId(text)) return { kind: 'id', backupId: text };
  throw new Failure('UsageInvalid', `"${text}" is neither "latest", "random" nor a backup id`, {
    hint: 'firedrill list shows the ids',
  });
}

export function formatBackupChoice(choice: BackupChoice): string {
  return choice.kind === 'id' ? choice.backupId : choice.kind;
}

/**
 * Picks a backup. `ids` are those of committed backups in any order; `fraction` in [0, 1) decides a random choice.
 * Throws NotFound where there is nothing to pick.
 */
export function chooseBackup(
  ids: readonly BackupId[],
  choice: BackupChoice,
  target: string,
  fraction: number,
): BackupId {
  const sorted = ids.toSorted();
  if (choice.kind === 'id') {
    if (sorted.includes(choice.backupId)) return choice.backupId;
    throw new Failure('NotFound', `${target} has no backup ${choice.backupId}`, {
      hint: `firedrill list ${target} shows what there is`,
    });
  }
  const picked = choice.kind === 'latest' ? sorted.at(-1) : sorted[Math.floor(fraction * sorted.length)];
  if (picked === undefined) {
    throw new Failure('NotFound', `${target} has no backup yet`, { hint: `firedrill backup ${target} takes one` });
  }
  return picked;
}
