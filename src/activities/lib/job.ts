import type { Progress } from '../../domain/steps.ts';

/** What a step says while it works, without what the engine already knows. */
export type Report = Omit<Progress, 'at' | 'startedAt'>;

/**
 * The piece of work an activity does, as the engine around it sees it: progress out, cancellation in. The same code runs in
 * a worker, in a test and, in an emergency, without Temporal.
 */
export interface Job {
  /** Aborted when the run is cancelled, paused or timed out, or the worker shuts down. Its reason is to be rethrown. */
  readonly signal: AbortSignal;
  /** 1 for the first try. Names of temporary things carry it, since an abandoned try may still be at work. */
  readonly attempt: number;
  /** Cheap; may be called for every chunk. The newest report is sent about once a second. */
  readonly report: (report: Report) => void;
}
