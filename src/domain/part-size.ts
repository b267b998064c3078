const MIB = 1_048_576;

/** S3 takes at most 10,000 parts of at most 5 GiB, and 5 MiB is the smallest but for the last. */
const MOST_PARTS = 10_000;
const SMALLEST_BYTES = 8 * MIB;
const LARGEST_BYTES = 5 * 1_024 * MIB;

/** The largest part that is held in memory while it is sent: an artifact of 10,000 of them has 625 GiB. */
export const LARGEST_STREAMED_BYTES = 64 * MIB;

/** The largest estimate of a backup that can be streamed, in bytes; see {@link choosePartSize}. */
export const LARGEST_STREAMED_BACKUP_BYTES = (LARGEST_STREAMED_BYTES * MOST_PARTS) / 2;

/**
 * The size of the parts of one artifact, in bytes: a multiple of 8 MiB for which twice the estimate still fits into
 * 10,000 parts (an estimate is not a promise, and some stores demand equal parts, so the size cannot grow on the way).
 * Reaches its limit at an estimate of 24 TiB; 5 TiB make parts of 1,056 MiB.
 */
export function choosePartSize(estimateBytes: number): number {
  const needed = Math.ceil((2 * estimateBytes) / MOST_PARTS / SMALLEST_BYTES) * SMALLEST_BYTES;
  return Math.min(Math.max(needed, SMALLEST_BYTES), LARGEST_BYTES);
}
