import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { type Diagnosis, diagnosisId, findingOfFailure, type StartDiagnosis } from '../../domain/diagnosis.ts';
import { Failure } from '../../domain/failures.ts';
import { readResult } from '../runs/run-result.ts';
import type { Engine } from '../temporal.ts';

/** Nothing that `doctor` does takes longer, but reading indexes; without workers it would wait for ever. */
const LONGEST = '20m';
const LONGEST_WITH_INDEXES = '25h';

/**
 * Lets a worker examine a target and waits for what it found; undefined where `letGo` aborts before. An examination that is
 * under way is joined, unless leftovers are to be swept or indexes to be read, too.
 * @throws Failure TargetBusy
 */
export async function runDiagnosis(
  engine: Engine,
  input: StartDiagnosis,
  letGo: AbortSignal,
): Promise<Diagnosis | undefined> {
  const handle = await start(engine, input);
  const result = readResult<Diagnosis>(handle);
  result.catch(() => undefined);
  const letGone = sleep(2 ** 31 - 1, undefined, { signal: letGo, ref: false }).catch(() => undefined);
  const ended = await Promise.race([result, letGone]);
  if (ended === undefined) return undefined;
  if (ended.ended === 'done') return ended.outcome;
  const finding = findingOfFailure('engine', 'examination', ended.failure);
  return { target: input.target, host: 'no worker', workerVersion: 'unknown', findings: [finding] };
}

async function start(engine: Engine, input: StartDiagnosis) {
  const workflowId = diagnosisId(input.target);
  try {
    return await engine.client.workflow.start('doctor', {
      workflowId,
      taskQueue: engine.taskQueue,
      args: [input],
      workflowExecutionTimeout: input.indexes ? LONGEST_WITH_INDEXES : LONGEST,
      workflowIdConflictPolicy: input.sweep || input.indexes ? 'FAIL' : 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `Doctor for ${input.target}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new Failure('TargetBusy', `${workflowId} is under way`, { hint: 'it takes seconds: try again' });
  }
}
