import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { AskRun } from '../activities/leftovers/repository-leftovers.ts';

/** Asks Temporal how a run stands, under whatever execution of its chain (reset, continue-as-new). */
export function runStates({ workflow }: Client): AskRun {
  const describe = async (workflowId: string, runId?: string) => {
    try {
      return await workflow.getHandle(workflowId, runId).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  };
  return async ({ workflowId, firstExecutionRunId }) => {
    const newest = await describe(workflowId);
    const first = newest?.raw.workflowExecutionInfo?.firstRunId;
    // Older servers do not tell the first run: then any run that holds the target counts.
    if (newest?.status.name === 'RUNNING' && (!first || first === firstExecutionRunId)) return 'at work';
    // The ids of another server's runs mean nothing here, even where the workflow id is the same.
    return (await describe(workflowId, firstExecutionRunId)) === undefined ? 'unknown' : 'over';
  };
}
