import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild, workflowInfo } from '@temporalio/workflow';
import type { SkippedOutcome, StartRun } from '../../domain/outcomes.ts';
import { identifyRun, lockId, type RunIdentity, type RunKind } from '../../domain/runs.ts';

/** This execution's identity, where it holds the lock of its target; undefined where it was started under another id. */
export function ownRun(kind: RunKind, target: string): RunIdentity | undefined {
  const { workflowId, firstExecutionRunId, startTime } = workflowInfo();
  if (workflowId !== lockId(kind, target)) return undefined;
  return identifyRun({ kind, target, workflowId, firstExecutionRunId, startedAt: startTime.toISOString() });
}

/**
 * Runs a workflow as a child under the id that is its target's lock: what a start under any other id (a hand in the UI, a
 * schedule) comes down to. Cancelling this shell cancels the child. Skipped where another run holds the lock.
 */
export async function runUnderLock<I extends StartRun, O>(
  kind: RunKind,
  workflowType: string,
  input: I,
): Promise<O | SkippedOutcome> {
  const workflowId = lockId(kind, input.target);
  try {
    return await executeChild<(input: I) => Promise<O>>(workflowType, {
      workflowId,
      args: [input],
      parentClosePolicy: 'ABANDON',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { verdict: 'skipped', target: input.target, heldBy: workflowId };
  }
}
