import type { RunIdentity } from './runs.ts';

/** Whose something is: laid down beside what a run makes before it is finished, so that leftovers name their run. */
export interface RunClaim {
  readonly format: 1;
  readonly runId: string;
  readonly workflowId: string;
  readonly firstExecutionRunId: string;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
}

/** The claim of a run. */
export function claimOf({ runId, workflowId, firstExecutionRunId, startedAt }: RunIdentity): RunClaim {
  return { format: 1, runId, workflowId, firstExecutionRunId, startedAt };
}

/** What lies about this long is nobody's any more, unless its run is still at work. */
export const LEFTOVER_AGE_MS = 86_400_000;

/** Whether something whose last change was at `changedAtMs` (milliseconds since the epoch) is old enough to be swept. */
export function isOldEnough(changedAtMs: number, nowMs: number): boolean {
  return nowMs - changedAtMs > LEFTOVER_AGE_MS;
}
