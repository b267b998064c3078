import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { type FailureReport, isFailureKind } from '../../domain/failures.ts';
import type { FailureDetails } from '../../domain/outcomes.ts';

/** How a run ended. A run that failed tells as much of its outcome as it knew. */
export type RunResult<O> =
  | { readonly ended: 'done'; readonly outcome: O }
  | { readonly ended: 'failed'; readonly failure: FailureReport; readonly outcome?: FailureDetails['outcome'] };

/** Waits for the end of a run. */
export async function readResult<O>(handle: WorkflowHandle): Promise<RunResult<O>> {
  try {
    return { ended: 'done', outcome: await handle.result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { ended: 'failed', ...explainFailedRun(error) };
  }
}

/** What a run failed with, in Firedrill's own words. */
export function explainFailedRun(error: WorkflowFailedError) {
  return explain(innermost(error.cause));
}

/** A run below a schedule or another id fails as a chain; what counts is its last link. */
function innermost(error: unknown): unknown {
  let cause = error;
  while (!(cause instanceof ApplicationFailure) && cause instanceof Error && cause.cause instanceof Error)
    cause = cause.cause;
  return cause;
}

function explain(cause: unknown): { failure: FailureReport; outcome?: FailureDetails['outcome'] } {
  if (cause instanceof CancelledFailure) return { failure: { kind: 'Cancelled', message: 'the run was cancelled' } };
  if (cause instanceof TerminatedFailure) {
    return { failure: { kind: 'Cancelled', message: 'the run was terminated; what it left is swept by a later run' } };
  }
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0] as FailureDetails | undefined;
    const kind = isFailureKind(cause.type) ? cause.type : 'Bug';
    return { failure: { kind, message: cause.message, hint: details?.hint }, outcome: details?.outcome };
  }
  return { failure: { kind: 'Bug', message: cause instanceof Error ? cause.message : String(cause) } };
}
