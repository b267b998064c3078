import { formatDuration } from '../../domain/durations.ts';
import { Failure } from '../../domain/failures.ts';

/**
 * Works under a snapshot that may not grow older than the limit (milliseconds; none where it is undefined): vacuum of the whole
 * server waits for it. `work` gets a signal that also aborts when the limit is reached.
 * @throws Failure SnapshotTooOld, the signal's reason, and whatever `work` throws.
 */
export async function withinAge<T>(
  limitMs: number | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (limitMs === undefined) return work(signal);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooOld(limitMs)), limitMs);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

function tooOld(limitMs: number): Failure {
  return new Failure('SnapshotTooOld', `the dump was not done when its snapshot was ${formatDuration(limitMs)} old`, {
    hint: 'raise dump.maxSnapshotAge or dump.rate, use more dump.streams, or dump from a standby (dump.from)',
  });
}
