import { statfs } from 'node:fs/promises';
import { Failure } from '../../domain/failures.ts';

export const NO_SPACE_HINT = 'free some space, or name a larger place in sandboxes.NAME.directory';

/** That a restore test has no room is never the backup's fault: it could not be tested. */
export function noSpace(message: string): Failure {
  return new Failure('Inconclusive', `no space for a restore test: ${message}`, {
    hint: NO_SPACE_HINT,
  });
}

/** SQLSTATE disk_full. */
export const DISK_FULL = '53100';

const FULL =
  /could not (?:extend|write|create|open|resize|copy)[^\n]*: (?:No space left on device|Disk quota exceeded)/;

/** Whether a program of PostgreSQL, or the server through it, complains about a full disk. The sandbox speaks English. */
export function ranOutOfSpace(stderr: string): boolean {
  return FULL.test(stderr);
}

/** A server needs at least one segment of its log; where not even that is free, it ended because of it. In bytes. */
const WAL_SEGMENT = 16 * 1_048_576;

/** Whether a place is so full that a server in it could not go on. */
export async function isFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < WAL_SEGMENT;
}
