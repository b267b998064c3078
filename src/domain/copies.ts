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

/** Names of the repositories that have a backup, that lack it, and that did not answer. */
export interface Whereabouts {
  readonly repositories: readonly string[];
  readonly lacking: readonly string[];
  readonly unknown: readonly string[];
}

/** Where a backup lies: of all repositories those that hold it, the others, and those that were silent. */
export function whereabouts(
  all: readonly string[],
  holding: readonly string[],
  silent: readonly string[],
): Whereabouts {
  return {
    repositories: holding,
    lacking: all.filter(name => !holding.includes(name) && !silent.includes(name)),
    unknown: silent.filter(name => !holding.includes(name)),
  };
}

/** Where a backup lies: `directory, s3`, or `directory; not in s3`, or `directory; s3 does not answer`. */
export function describeWhereabouts({ repositories, lacking, unknown }: Whereabouts): string {
  return [
    ...(repositories.length > 0 ? [repositories.join(', ')] : []),
    ...(lacking.length > 0 ? [`not in ${lacking.join(', ')}`] : []),
    ...unknown.map(name => `${name} does not answer`),
  ].join('; ');
}
