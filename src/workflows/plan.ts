import { workflowInfo } from '@temporalio/workflow';
import type { Plan, PlanRequest } from '../domain/plans.ts';
import { identifyRun } from '../domain/runs.ts';
import { onAnyHost } from './lib/proxies.ts';

/** Makes the plan of a run, changes nothing, and holds no lock: what the run would do if it were started now. */
export async function plan(request: PlanRequest): Promise<Plan> {
  const { workflowId, firstExecutionRunId, startTime } = workflowInfo();
  const { kind, target } = request;
  const run = identifyRun({ kind, target, workflowId, firstExecutionRunId, startedAt: startTime.toISOString() });
  const activities = onAnyHost(`Plan: ${kind} of ${target}`, {
    scheduleToCloseTimeout: '2m',
    // A person waits for the answer.
    retry: { maximumAttempts: 3 },
  });
  switch (request.kind) {
    case 'backup':
      return (await activities.planBackup({ run })).value;
    case 'restore-test':
      return (await activities.chooseForRestore({ ...request, run })).value.plan;
    case 'restore':
      return (await activities.planRestore({ ...request, run })).value.plan;
  }
}
