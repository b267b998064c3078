import { LONGEST_WAIT_MS, parseDuration } from '../domain/durations.ts';
import { parseSize } from '../domain/sizes.ts';

/** Whether a written duration can limit a wait: PostgreSQL and Temporal take 0 for no limit at all, and refuse what is too long. */
export function isWaitLimit(text: string): boolean {
  const durationMs = parseDuration(text);
  return durationMs !== undefined && durationMs > 0 && durationMs <= LONGEST_WAIT_MS;
}

const LEAST_MEMORY_BYTES = 16_777_216;
const MOST_MEMORY_BYTES = 4_398_046_511_104;

/** Whether a cluster can plan with a written size: below 16 MiB it does not start, above 4 TiB its settings overflow. */
export function isMemoryLimit(text: string): boolean {
  const sizeBytes = parseSize(text);
  return sizeBytes !== undefined && sizeBytes >= LEAST_MEMORY_BYTES && sizeBytes <= MOST_MEMORY_BYTES;
}
