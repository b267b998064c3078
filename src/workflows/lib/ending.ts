import { ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { FailureReport } from '../../domain/failures.ts';
import type { FailureDetails } from '../../domain/outcomes.ts';

/** Ends a run as failed, or as cancelled where that was the cause. The outcome so far travels with the failure. */
export function failRun(error: unknown, failure: FailureReport, outcome: FailureDetails['outcome']): never {
  if (isCancellation(error)) throw error;
  const details: FailureDetails = { hint: failure.hint, outcome };
  throw ApplicationFailure.create({
    type: failure.kind,
    message: failure.message,
    nonRetryable: true,
    details: [details],
  });
}
