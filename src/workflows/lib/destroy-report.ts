import type { EvidenceLocations, RunReport } from '../../domain/evidence.ts';
import type { DestroyOutcome, StartDestroy } from '../../domain/outcomes.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import type { Check, Verdict } from '../../domain/verdicts.ts';
import { type Board, now } from './board.ts';
import { runOutcome } from './outcome.ts';

/** What the run has come to know that destroys a kept sandbox. */
export interface DestroyState {
  readonly run: RunIdentity;
  readonly input: StartDestroy;
  readonly warnings: string[];
  destroyed?: Check;
}

/** Nobody saw it go: that is not the same as that it stayed. */
export function verdictOf({ destroyed }: DestroyState): Verdict {
  return destroyed?.verdict ?? 'inconclusive';
}

/** The run's own account of itself. */
export function destroyReport(state: DestroyState, board: Board): RunReport {
  const { run, input, destroyed, warnings } = state;
  return {
    run,
    request: {
      by: input.requestedBy ?? 'unknown',
      reason: `the sandbox of ${input.of.runId} was kept until ${input.until}`,
    },
    endedAt: now(),
    verdict: verdictOf(state),
    sandbox: {
      ...input.sandbox,
      kept: undefined,
      keptBy: input.of.runId,
      destroyed: destroyed?.verdict === 'passed',
    },
    steps: board.steps(),
    checks: destroyed === undefined ? [] : [destroyed],
    notChecked:
      destroyed === undefined ? [{ object: 'whether the sandbox is gone', reason: 'its host did not answer' }] : [],
    tools: {},
    hosts: board.hosts(),
    warnings,
  };
}

/** The run's result, as far as it came. */
export function destroyOutcome(
  state: DestroyState,
  board: Board,
  evidence: EvidenceLocations | undefined,
): DestroyOutcome {
  const { input, destroyed } = state;
  return {
    ...runOutcome(state, board, verdictOf(state), evidence),
    of: input.of.runId,
    checks: destroyed === undefined ? [] : [destroyed],
  };
}
