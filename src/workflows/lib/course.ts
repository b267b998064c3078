import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { EvidenceLocations, Request, RunReport } from '../../domain/evidence.ts';
import type { FailureReport } from '../../domain/failures.ts';
import type { FailureDetails, SkippedOutcome, StartRun } from '../../domain/outcomes.ts';
import type { RunIdentity, RunKind } from '../../domain/runs.ts';
import type { Verdict } from '../../domain/verdicts.ts';
import { setAttributes } from './attributes.ts';
import type { Board } from './board.ts';
import { failRun } from './ending.ts';
import { ownRun, runUnderLock } from './lock.ts';
import { record } from './recording.ts';

/** What a run does, and what it does after that whatever came of it. */
export interface Course<O> {
  readonly perform: () => Promise<void>;
  /** Gets what `perform` threw, if it did. Nothing cancels it. */
  readonly finish: (error: unknown) => Promise<O>;
}

/** Runs a course under the lock of its target. `begin` is called once the lock is held, before the first await. */
export async function runCourse<I extends StartRun, O>(
  kind: RunKind,
  workflowType: string,
  input: I,
  begin: (run: RunIdentity, request: Request) => Course<O>,
): Promise<O | SkippedOutcome> {
  const run = ownRun(kind, input.target);
  if (run === undefined) return runUnderLock<I, O>(kind, workflowType, input);
  const course = begin(run, { by: input.requestedBy ?? 'unknown', reason: input.reason });
  let error: unknown;
  try {
    await course.perform();
  } catch (caught) {
    error = caught;
  }
  return CancellationScope.nonCancellable(() => course.finish(error));
}

/** What a run comes to its end with. */
export interface Ending<O> {
  readonly error: unknown;
  readonly conclusion: { readonly verdict: Verdict; readonly failure?: FailureReport };
  /** Absent where the run did not come so far as to know. */
  readonly plan?: { readonly hasSearchAttributes: boolean } & (
    | { readonly repository: string }
    | { readonly repositories: readonly string[] }
  );
  readonly warnings: string[];
  readonly report: () => RunReport;
  readonly outcome: (evidence: EvidenceLocations | undefined) => O;
}

/** Writes the record of a run, names its verdict, and returns its outcome, or fails with it. */
export async function endRun<O extends FailureDetails['outcome']>(board: Board, ending: Ending<O>): Promise<O> {
  const { error, conclusion, plan, warnings } = ending;
  const evidence = await record(board, placesOf(plan), ending.report, warnings);
  setAttributes(plan?.hasSearchAttributes ?? false, {
    verdict: conclusion.verdict,
    failure: conclusion.failure?.kind,
  });
  const outcome = ending.outcome(evidence);
  if (conclusion.failure === undefined) return outcome;
  return failRun(isCancellation(error) ? error : undefined, conclusion.failure, outcome);
}

/** The repositories that get the record. */
function placesOf(plan: Ending<unknown>['plan']): readonly string[] {
  if (plan === undefined) return [];
  return 'repositories' in plan ? plan.repositories : [plan.repository];
}
