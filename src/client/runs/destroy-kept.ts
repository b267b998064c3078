import { WorkflowNotFoundError } from '@temporalio/common';
import { EXIT, Failure } from '../../domain/failures.ts';
import type { DestroyOutcome } from '../../domain/outcomes.ts';
import { destroyId, parseRunId } from '../../domain/runs.ts';
import { DESTROY_SIGNAL } from '../../domain/sandboxes.ts';
import type { Cli } from '../cli.ts';
import type { Console } from '../output/console.ts';
import { assertWorker, connectEngine, type Engine } from '../temporal.ts';
import { followRun } from './follow-run.ts';
import { endAs } from './run-command.ts';

/**
 * Has the sandbox that a restore test kept destroyed now, and waits until it is gone.
 * @throws Failure UsageInvalid for what is no run id of a restore test, NotFound where nothing of it is kept, WorkerMissing
 */
export async function destroyKept(cli: Cli, run: string): Promise<void> {
  const named = parseRunId(run);
  if (named?.kind !== 'restore-test') {
    throw new Failure('UsageInvalid', `"${run}" is no run id of a restore test`, {
      hint: 'it was told with the sandbox, and stands in the evidence: …-restore-test-TARGET-…',
    });
  }
  const engine = await connectEngine(cli.configuration());
  try {
    const handle = await signalled(engine, destroyId(named.target, named.short), run);
    endAs(cli, 'destroy', await followRun<DestroyOutcome>(cli, engine, handle), showDestroyed);
  } finally {
    await engine.close();
  }
}

async function signalled(engine: Engine, workflowId: string, run: string) {
  await assertWorker(engine);
  const handle = engine.client.workflow.getHandle(workflowId);
  try {
    await handle.signal(DESTROY_SIGNAL);
    return handle;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new Failure('NotFound', `no sandbox of ${run} is kept`, { hint: 'it was never kept, or is gone already' });
  }
}

/** Prints the end of a kept sandbox that is gone; one that is not ends as a failure. */
export function showDestroyed(console: Console, { of, checks, evidence, warnings }: DestroyOutcome): number {
  console.result(`destroyed the sandbox of ${of}: ${checks.map(({ found }) => String(found)).join()}`);
  if (evidence !== undefined) console.note(`evidence: ${evidence.html}`);
  return warnings.length > 0 ? EXIT.warnings : EXIT.done;
}
