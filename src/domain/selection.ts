import { Failure } from './failures.ts';
import { parseInstant } from './instants.ts';
import { type BackupId, isBackupId } from './runs.ts';

/** Which backup is asked for: the newest, any one, the newest good one of before an instant (RFC 3339 UTC), or the one with this id. */
export type BackupChoice =
  | { readonly kind: 'latest' }
  | { readonly kind: 'random' }
  | { readonly kind: 'before'; readonly instant: string }
  | { readonly kind: 'id'; readonly backupId: BackupId };

const BEFORE = 'before:';

/**
 * Reads what a person gave for `--backup`. `readLocally` is as in {@link parseInstant}.
 * Throws UsageInvalid for anything that is no choice, and for a time without a zone.
 */
export function parseBackupChoice(text: string, readLocally?: (wallClock: string) => string): BackupChoice {
  if (text === 'latest' || text === 'random') return { kind: text };
  if (text.startsWith(BEFORE)) return { kind: 'before', instant: parseInstant(text.slice(BEFORE.length), readLocally) };
  if (isBackupId(text)) return { kind: 'id', backupId: text };
  throw new Failure('UsageInvalid', `"${text}" is neither "latest", "random", "before:TIME" nor a backup id`, {
    hint: 'firedrill list shows the ids',
  });
}

export function formatBackupChoice(choice: BackupChoice): string {
  switch (choice.kind) {
    case 'id':
      return choice.backupId;
    case 'before':
      return `${BEFORE}${choice.instant}`;
    default:
      return choice.kind;
  }
}

/**
 * Picks a backup. `ids` are those of committed backups in any order; `fraction` in [0, 1) decides a random choice; a choice by
 * time looks at `dated` alone.
 * Throws NotFound where there is nothing to pick.
 */
export function chooseBackup(
  ids: readonly BackupId[],
  choice: BackupChoice,
  target: string,
  fraction: number,
  dated: readonly DatedBackup[] = [],
): BackupId {
  const sorted = ids.toSorted();
  if (choice.kind === 'before') return chooseBefore(dated, choice.instant, target);
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

/** A backup as a choice by time sees it. */
export interface DatedBackup {
  readonly backupId: BackupId;
  /** Time of its snapshot, RFC 3339. */
  readonly takenAt: string;
  /** Whether something has found it bad: its last restore test or its last reading failed. */
  readonly isBad: boolean;
}

/**
 * Picks the newest good backup whose snapshot is older than an instant: what is exactly of that instant is not older.
 * Throws NotFound where there is none, saying which one is nearest.
 */
function chooseBefore(backups: readonly DatedBackup[], instant: string, target: string): BackupId {
  const sorted = backups.toSorted((a, b) => Date.parse(b.takenAt) - Date.parse(a.takenAt));
  const older = sorted.filter(({ takenAt }) => Date.parse(takenAt) < Date.parse(instant));
  const picked = older.find(({ isBad }) => !isBad);
  if (picked !== undefined) return picked.backupId;
  const oldest = sorted.at(-1);
  const hint =
    older.length > 0
      ? `${older.length === 1 ? 'one is' : `${older.length} are`} older, but found bad by a restore test or by reading: name one by its id to use it all the same`
      : oldest === undefined
        ? `firedrill backup ${target} takes one`
        : `the oldest one is of ${oldest.takenAt}`;
  throw new Failure('NotFound', `${target} has no good backup from before ${instant}`, { hint });
}

/** Which backups a verification is to look at. */
export type VerifySelection =
  | { readonly kind: 'one'; readonly choice: BackupChoice }
  | { readonly kind: 'newest'; readonly count: number }
  | { readonly kind: 'all' };

/** Reads what a verification was started with. Throws UsageInvalid where that names two things, or none that there is. */
export function parseVerifySelection(
  { backup, newest, all }: { readonly backup?: string; readonly newest?: number; readonly all?: boolean },
  readLocally?: (wallClock: string) => string,
): VerifySelection {
  const given = [backup !== undefined, newest !== undefined, all === true].filter(Boolean).length;
  if (given > 1)
    throw new Failure('UsageInvalid', 'of --backup, --newest and --all only one can be meant', {
      hint: 'leave out the others',
    });
  if (all === true) return { kind: 'all' };
  if (newest === undefined) return { kind: 'one', choice: parseBackupChoice(backup ?? 'latest', readLocally) };
  if (!Number.isInteger(newest) || newest < 1)
    throw new Failure('UsageInvalid', `--newest ${newest} is no whole number above 0`);
  return { kind: 'newest', count: newest };
}

export function formatVerifySelection(selection: VerifySelection): string {
  switch (selection.kind) {
    case 'one':
      return formatBackupChoice(selection.choice);
    case 'newest':
      return `the newest ${selection.count}`;
    case 'all':
      return 'all';
  }
}
