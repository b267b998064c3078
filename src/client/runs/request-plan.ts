import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { digestOf } from '../../activities/lib/digest.ts';
import { Failure } from '../../domain/failures.ts';
import type { Plan, PlanRequest } from '../../domain/plans.ts';
import { assertWorker, type Engine } from '../temporal.ts';
import { explainFailedRun } from './run-result.ts';

/** Has a worker make a plan. Throws WorkerMissing, and what kept the plan from being made. */
export async function requestPlan<R extends PlanRequest>(
  engine: Engine,
  request: R,
): Promise<Extract<Plan, { readonly kind: R['kind'] }>> {
  await assertWorker(engine);
  try {
    return await engine.client.workflow.execute('plan', {
      workflowId: `plan:${request.kind}:${request.target}:${randomUUID()}`,
      taskQueue: engine.taskQueue,
      args: [request],
      staticSummary: `Plan of a ${request.kind} of ${request.target}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { failure } = explainFailedRun(error);
    throw new Failure(failure.kind, failure.message, { hint: failure.hint });
  }
}

/** What two plans of the same doing have in common: SHA-256 of everything but the run, in 16 hex digits. */
export function planDigest(plan: Plan): string {
  if (plan.kind === 'restore') return plan.digest;
  const { run: _, ...decided } = plan.kind === 'backup' ? { ...plan, backupId: undefined } : plan;
  return digestOf(decided).slice(0, 16);
}
