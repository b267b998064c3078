import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { Failure } from '../../domain/failures.ts';
import { lockId, parseLockId, parseRunId, shortRunId } from '../../domain/runs.ts';
import type { Engine } from '../temporal.ts';

/**
 * The run that a person names: `backup:orders` (the newest one), a run id as evidence has it, or Temporal's own run id.
 * @throws Failure NotFound
 */
export async function findRun(engine: Engine, text: string): Promise<WorkflowHandle> {
  const named = parseRunId(text);
  const workflowId =
    named === undefined ? (parseLockId(text) === undefined ? undefined : text) : lockId(named.kind, named.target);
  const is = named?.kind === 'destroy' ? 'STARTS_WITH' : '=';
  const query = workflowId === undefined ? `RunId = '${quoted(text)}'` : `WorkflowId ${is} '${quoted(workflowId)}'`;
  if (workflowId !== undefined && named === undefined) return existing(engine, workflowId, text);
  for await (const { workflowId: id, runId } of engine.client.workflow.list({ query })) {
    if (named === undefined || shortRunId(runId) === named.short) return engine.client.workflow.getHandle(id, runId);
  }
  throw notFound(text);
}

async function existing(engine: Engine, workflowId: string, text: string): Promise<WorkflowHandle> {
  try {
    const { runId } = await engine.client.workflow.getHandle(workflowId).describe();
    return engine.client.workflow.getHandle(workflowId, runId);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw notFound(text);
    throw error;
  }
}

function notFound(text: string): Failure {
  return new Failure('NotFound', `there is no run ${text}`, { hint: 'firedrill runs lists them' });
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
