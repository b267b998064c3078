import type { BackupId } from './runs.ts';

/** The last time that a backup was read to its end in one repository, and what that found. */
export interface Reading {
  readonly format: 1;
  readonly target: string;
  readonly backupId: BackupId;
  /** When the reading ended, RFC 3339. */
  readonly readAt: string;
  readonly verdict: 'passed' | 'failed';
  readonly runId: string;
}

/** Puts backups in the order in which they are to be read: those never read first, newest first; then the longest not read. */
export function orderForReading(
  ids: readonly BackupId[],
  readings: ReadonlyMap<BackupId, Reading>,
): readonly BackupId[] {
  return ids
    .toSorted()
    .toReversed()
    .toSorted((a, b) => instantOf(readings.get(a)) - instantOf(readings.get(b)));
}

/** The backups that have not been read to a good end since an instant (milliseconds since the epoch), in the order given. */
export function dueForReading(
  ids: readonly BackupId[],
  readings: ReadonlyMap<BackupId, Reading>,
  sinceMs: number,
): readonly BackupId[] {
  return ids.filter(id => readings.get(id)?.verdict !== 'passed' || instantOf(readings.get(id)) < sinceMs);
}

function instantOf(reading: Reading | undefined): number {
  return reading === undefined ? 0 : Date.parse(reading.readAt);
}
