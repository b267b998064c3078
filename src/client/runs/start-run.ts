import { hostname, userInfo } from 'node:os';
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { Failure } from '../../domain/failures.ts';
import type { StartRun } from '../../domain/outcomes.ts';
import { lockId, type RunKind } from '../../domain/runs.ts';
import { assertWorker, type Engine } from '../temporal.ts';

const WORKFLOW_TYPES: Record<RunKind, string> = {
  backup: 'backup',
  'restore-test': 'restoreTest',
  restore: 'restore',
  verify: 'verify',
  destroy: 'destroy',
};
const NOUNS: Record<RunKind, string> = {
  backup: 'Backup',
  'restore-test': 'Restore test',
  restore: 'Restore',
  verify: 'Verification',
  destroy: 'Destruction',
};

/** Starts a run under the id that is its target's lock. Throws WorkerMissing, or TargetBusy with the run that holds it. */
export async function startRun<I extends StartRun>(engine: Engine, kind: RunKind, input: I): Promise<WorkflowHandle> {
  await assertWorker(engine);
  const workflowId = lockId(kind, input.target);
  try {
    return await engine.client.workflow.start(WORKFLOW_TYPES[kind], {
      workflowId,
      taskQueue: engine.taskQueue,
      args: [{ ...input, requestedBy: input.requestedBy ?? requester() }],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `${NOUNS[kind]} of ${input.target}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { runId, startTime } = await engine.client.workflow.getHandle(workflowId).describe();
    throw new Failure('TargetBusy', `${workflowId} is held by run ${runId} since ${startTime.toISOString()}`, {
      hint: `follow it with: firedrill watch ${workflowId}; end it with: firedrill cancel ${workflowId}`,
    });
  }
}

/** The person at this terminal, as evidence names them. */
export function requester(): string {
  return `${userInfo().username}@${hostname()}`;
}
