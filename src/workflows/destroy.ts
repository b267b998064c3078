import { CancellationScope, condition, isCancellation, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { FailureReport } from '../domain/failures.ts';
import type { DestroyOutcome, StartDestroy } from '../domain/outcomes.ts';
import { identifyRun } from '../domain/runs.ts';
import { setAttributes } from './lib/attributes.ts';
import { type Board, now, openBoard } from './lib/board.ts';
import { endRun } from './lib/course.ts';
import { type DestroyState, destroyOutcome, destroyReport, verdictOf } from './lib/destroy-report.ts';
import { reportFailure } from './lib/failures.ts';
import { onHost } from './lib/proxies.ts';
import { destroySignal } from './messages.ts';

/**
 * Holds the sandbox of a restore test up until its time is over, and destroys it then: wait, destroy, record. The signal `destroy`
 * ends the waiting, as cancelling the run does.
 */
export async function destroy(input: StartDestroy): Promise<DestroyOutcome> {
  const { workflowId, firstExecutionRunId, startTime } = workflowInfo();
  const { target } = input;
  const startedAt = startTime.toISOString();
  const run = identifyRun({ kind: 'destroy', target, workflowId, firstExecutionRunId, startedAt });
  const state: DestroyState = { run, input, warnings: [] };
  let asked = false;
  const ask = () => {
    asked = true;
  };
  setHandler(destroySignal, ask, { description: 'Destroy the kept sandbox now' });
  const board = openBoard(run);
  setAttributes(input.hasSearchAttributes, { target, kind: 'destroy' });
  let cancelled: unknown;
  try {
    await board.step('wait', () => wait(input, () => asked, state), String);
  } catch (error) {
    cancelled = error;
  }
  return CancellationScope.nonCancellable(() => finish(board, state, cancelled));
}

/** Waits for the first of: its time, a person's word, the sandbox's own end. The durable timer outlives every worker. */
async function wait({ of, host, until, sandbox }: StartDestroy, asked: () => boolean, { warnings }: DestroyState) {
  const startedAt = now();
  const why = await CancellationScope.cancellable(async () => {
    const held = onHost(host, `Keep the sandbox up until ${until}`, HELD)
      .holdSandbox({ run: of, sandbox: sandbox.name })
      .then(
        () => 'it was not held any more',
        (error: unknown) => {
          if (isCancellation(error)) return 'let go';
          warnings.push(`the sandbox ended before its time: ${reportFailure(error).message}`);
          return 'it ended by itself';
        },
      );
    const restMs = Math.max(1, Date.parse(until) - Date.now());
    const timer = sleep(restMs, { summary: `Until ${until}` }).then(() => 'its time was over');
    const word = condition(asked).then(() => 'somebody asked for it');
    try {
      return await Promise.race([held, timer, word]);
    } finally {
      for (const pending of [timer, word]) pending.catch(() => undefined);
      CancellationScope.current().cancel();
      await held;
    }
  });
  return { value: why, attempt: 1, host: host.name, startedAt, endedAt: now() };
}

/** The host may be away for as long as it likes: the timer ends the waiting, and what it left is swept when it starts. */
const HELD = { scheduleToStartTimeout: '40d', startToCloseTimeout: '40d', scheduleToCloseTimeout: '40d' } as const;

/** A host that is away has so long to come back before its sandbox counts as not destroyed. */
const DESTROYED = { scheduleToStartTimeout: '1d', scheduleToCloseTimeout: '25h' } as const;

async function finish(board: Board, state: DestroyState, cancelled: unknown): Promise<DestroyOutcome> {
  const { of, host, sandbox } = state.input;
  try {
    const place = { run: of, sandbox: sandbox.name };
    state.destroyed = await board.step(
      'destroy',
      () => onHost(host, 'Destroy the sandbox', DESTROYED).destroySandbox(place),
      check => String(check.found),
    );
  } catch (error) {
    state.warnings.push(`the sandbox on ${host.name} could not be destroyed: ${reportFailure(error).message}`);
  }
  return endRun(board, {
    error: cancelled,
    conclusion: { verdict: verdictOf(state), failure: failureOf(state, cancelled) },
    plan: state.input,
    warnings: state.warnings,
    report: () => destroyReport(state, board),
    outcome: evidence => destroyOutcome(state, board, evidence),
  });
}

function failureOf({ destroyed, input }: DestroyState, cancelled: unknown): FailureReport | undefined {
  if (isCancellation(cancelled)) return reportFailure(cancelled);
  if (destroyed?.verdict === 'passed') return undefined;
  const found = destroyed?.found ?? `${input.host.name} did not answer`;
  return { kind: 'SandboxLost', message: `the kept sandbox was not destroyed: ${String(found)}` };
}
