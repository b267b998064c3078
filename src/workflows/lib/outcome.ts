import type { EvidenceLocations } from '../../domain/evidence.ts';
import type { RunOutcome } from '../../domain/outcomes.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import type { Verdict } from '../../domain/verdicts.ts';
import { type Board, now } from './board.ts';

/** What every run ends with. */
export function runOutcome(
  { run, warnings }: { readonly run: RunIdentity; readonly warnings: readonly string[] },
  board: Board,
  verdict: Verdict,
  evidence: EvidenceLocations | undefined,
): RunOutcome {
  return {
    runId: run.runId,
    workflowId: run.workflowId,
    target: run.target,
    verdict,
    durationMs: Date.parse(now()) - Date.parse(run.startedAt),
    steps: board.steps(),
    warnings,
    evidence,
  };
}
