import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { type FailureKind, type FailureReport, isFailureKind } from '../../domain/failures.ts';
import type { FailureDetails } from '../../domain/outcomes.ts';

/** What went wrong, in Firedrill's own words, out of whatever an activity threw. */
export function reportFailure(error: unknown): FailureReport & { readonly attempt?: number } {
  if (isCancellation(error)) return { kind: 'Cancelled', message: 'the run was cancelled' };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const details: FailureDetails | undefined = cause.details?.[0] as FailureDetails | undefined;
    const kind = isFailureKind(cause.type) ? cause.type : 'Bug';
    return { kind, message: cause.message, hint: details?.hint, attempt: details?.attempt };
  }
  if (cause instanceof TimeoutFailure) {
    return {
      kind: 'WorkerLost',
      message: `no worker finished the step in time (${cause.timeoutType ?? 'unknown limit'})`,
      hint: 'are workers running? firedrill runs shows what waits',
    };
  }
  return { kind: 'Bug', message: error instanceof Error ? error.message : String(error) };
}

/** Whether an activity was not taken by its host in time: the host is gone, and what it had spooled with it. */
export function isHostLost(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof TimeoutFailure &&
    error.cause.timeoutType === 'SCHEDULE_TO_START'
  );
}

/** Whether an activity failed for good with this kind of failure. */
export function isOfKind(error: unknown, kind: FailureKind): boolean {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === kind;
}
