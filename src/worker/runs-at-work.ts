import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { RunClaim } from '../domain/run-claim.ts';

/** Asks Temporal whether a run is still at work, under whatever execution of its chain (reset, continue-as-new). */
export function runsAtWork(client: Client): (run: RunClaim) => Promise<boolean> {
  return async ({ workflowId, firstExecutionRunId }) => {
    try {
      const { status, raw } = await client.workflow.getHandle(workflowId).describe();
      const first = raw.workflowExecutionInfo?.firstRunId;
      // Older servers do not tell the first run: then any run that holds the target counts.
      return status.name === 'RUNNING' && (!first || first === firstExecutionRunId);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };
}
