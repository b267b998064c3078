import { startChild } from '@temporalio/workflow';
import type { FailureReport } from '../../domain/failures.ts';
import type { StartDestroy } from '../../domain/outcomes.ts';
import { destroyId, shortRunId } from '../../domain/runs.ts';
import type { KeptSandbox } from '../../domain/sandboxes.ts';
import type { Verdict } from '../../domain/verdicts.ts';
import { type Board, now } from './board.ts';
import { reportFailure } from './failures.ts';
import { onHost } from './proxies.ts';
import { type RestoreTestState, sandboxUnderEvidence } from './restore-test-report.ts';

/** Whether a person may want to look at the sandbox of a run that stopped so: not after a cancellation, nor without its host. */
export function isSandboxLeft(stopped: FailureReport | undefined): boolean {
  return stopped?.kind !== 'Cancelled' && stopped?.kind !== 'WorkerLost';
}

/** How long a sandbox stays up after its test, in milliseconds; undefined where it is destroyed at once, as after a cancellation. */
export function keepingTime(
  { keepMs, chosen, opened }: RestoreTestState,
  stopped: FailureReport | undefined,
  verdict: Verdict,
): number | undefined {
  if (opened === undefined || !isSandboxLeft(stopped)) return undefined;
  return keepMs ?? (verdict === 'passed' ? undefined : chosen?.plan.keepOnFailureMs);
}

/**
 * Keeps the sandbox of a test and starts the run that destroys it in time, which goes on when this one has ended. Undefined, with a
 * warning, where it cannot be kept.
 */
export async function keep(keepMs: number, board: Board, state: RestoreTestState): Promise<KeptSandbox | undefined> {
  const { chosen, host, request, run } = state;
  const sandbox = sandboxUnderEvidence(state);
  if (chosen === undefined || host === undefined || sandbox === undefined) return undefined;
  const until = new Date(Date.parse(now()) + keepMs).toISOString();
  try {
    const options = { scheduleToStartTimeout: '1m', scheduleToCloseTimeout: '2h' } as const;
    const { value: kept } = await onHost(host, 'Keep the sandbox', options).keepSandbox({ plan: chosen.plan, until });
    const input: StartDestroy = {
      target: run.target,
      requestedBy: request.by,
      of: run,
      host: { name: host.name, taskQueue: host.taskQueue },
      until,
      sandbox,
      repository: chosen.plan.repository,
      hasSearchAttributes: chosen.plan.hasSearchAttributes,
    };
    await startChild<(input: StartDestroy) => Promise<unknown>>('destroy', {
      workflowId: destroyId(run.target, shortRunId(run.firstExecutionRunId)),
      args: [input],
      parentClosePolicy: 'ABANDON',
      staticSummary: `Destruction of the sandbox of ${run.runId}`,
    });
    board.skip('destroy', `kept until ${until}`);
    return kept;
  } catch (error) {
    state.warnings.push(`the sandbox could not be kept: ${reportFailure(error).message}`);
    return undefined;
  }
}
