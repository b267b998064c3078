import type { HostOffer } from '../../activities/host.ts';
import type { PlannedRestore } from '../../activities/restore/plan.ts';
import { backupUnderEvidence } from '../../domain/chosen-backup.ts';
import type { EvidenceLocations, Request, RunReport } from '../../domain/evidence.ts';
import { describeAsked } from '../../domain/excerpt.ts';
import type { FailureReport } from '../../domain/failures.ts';
import type { ProofSummary } from '../../domain/manifest.ts';
import { judgeObjectives, type Measured } from '../../domain/objectives.ts';
import type { RestoreOutcome } from '../../domain/outcomes.ts';
import type { NotProven } from '../../domain/proof.ts';
import { concludeRestoreTest } from '../../domain/restore-verdict.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import type { Check, Verdict } from '../../domain/verdicts.ts';
import { type Board, now } from './board.ts';
import { measureRecovery } from './measuring.ts';
import { runOutcome } from './outcome.ts';

/** What a restore has come to know, step by step. */
export interface RestoreState {
  readonly run: RunIdentity;
  readonly request: Request;
  readonly warnings: string[];
  checks: Check[];
  notChecked: NotProven[];
  roles: readonly string[];
  said: readonly string[];
  planned?: PlannedRestore;
  host?: HostOffer;
  /** What was compared of an excerpt. */
  excerptProof?: ProofSummary;
  /** Why the plan was not carried out. */
  refused?: FailureReport;
}

/** A verdict with what it rests on. */
export interface RestoreConclusion {
  readonly verdict: Verdict;
  readonly failure?: FailureReport;
  readonly checks: readonly Check[];
  readonly measured: Measured | null;
}

/** Draws the conclusion of a restore. What kept it from being done ends it as failed: somebody waits for the database. */
export function concludeRestore(
  board: Board,
  state: RestoreState,
  stopped: FailureReport | undefined,
): RestoreConclusion {
  const { run, planned } = state;
  const measured = planned === undefined ? null : measureRecovery(board, 'load', run.startedAt, planned.plan.takenAt);
  const { rtoMs } = planned?.plan.objectives ?? {};
  const checks = [...state.checks, ...(measured === null ? [] : judgeObjectives({ rtoMs }, measured))];
  if (stopped !== undefined) return { verdict: 'failed', failure: stopped, checks, measured };
  return { ...concludeRestoreTest(checks, stopped), checks, measured };
}

/** The run's own account of itself. */
export function restoreReport(state: RestoreState, board: Board, conclusion: RestoreConclusion): RunReport {
  const { run, request, planned, notChecked, warnings } = state;
  const plan = planned?.plan;
  return {
    run,
    request,
    endedAt: now(),
    verdict: conclusion.verdict,
    failure: conclusion.failure,
    policy: plan && { name: plan.policy, digest: plan.policyDigest, objectives: plan.objectives },
    backup: planned && backupUnderEvidence(planned.chosen),
    destination: plan && {
      place: plan.destination.place,
      serverVersion: plan.destination.serverVersion,
      made: plan.destination.state === 'missing',
      roles: state.roles,
      statistics: plan.options.analyze,
      digest: plan.digest,
      ...(plan.excerpt === undefined
        ? {}
        : { excerpt: { asked: describeAsked(plan.excerpt.asked), proof: state.excerptProof } }),
    },
    steps: board.steps(),
    checks: conclusion.checks,
    notChecked,
    measured: conclusion.measured ?? undefined,
    tools: planned?.chosen.manifest.tools ?? {},
    hosts: board.hosts(),
    warnings,
    said: state.said.map(words => ({ step: 'load', words })),
  };
}

/** The run's result, as far as it came. */
export function restoreOutcome(
  state: RestoreState,
  board: Board,
  conclusion: RestoreConclusion,
  evidence: EvidenceLocations | undefined,
): RestoreOutcome {
  const { planned, roles } = state;
  return {
    ...runOutcome(state, board, conclusion.verdict, evidence),
    backupId: planned?.plan.backupId ?? '',
    takenAt: planned?.plan.takenAt ?? '',
    plan: planned?.plan,
    proof: planned?.plan.excerpt === undefined ? planned?.chosen.manifest.proof : state.excerptProof,
    checks: conclusion.checks,
    roles,
    measured: conclusion.measured,
  };
}
