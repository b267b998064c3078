import type { FailureReport } from './failures.ts';
import type { BackupId } from './runs.ts';

/** A repository that did not take its copy of a backup, and why. */
export interface LackingCopy {
  /** Name of the repository. */
  readonly repository: string;
  readonly failure: FailureReport;
}

/** A copy of a backup that was made later, from another repository. */
export interface CompletedCopy {
  readonly backupId: BackupId;
  /** Name of the repository that lacked it. */
  readonly repository: string;
  readonly sizeBytes: number;
}

/** The names of a plan's repositories that are still in play. */
export function takingPart(repositories: readonly string[], lacking: readonly LackingCopy[]): readonly string[] {
  return repositories.filter(name => lacking.every(({ repository }) => repository !== name));
}

/** Where a backup lies: `directory and s3`, or `directory; not in s3`. */
export function describeCopies(repositories: readonly string[], lacking: readonly string[]): string {
  const held = repositories.length === 0 ? 'nowhere' : repositories.join(' and ');
  return lacking.length === 0 ? held : `${held}; not in ${lacking.join(' and ')}`;
}
