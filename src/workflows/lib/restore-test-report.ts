import type { HostOffer } from '../../activities/host.ts';
import type { OpenedSandbox } from '../../activities/restore-test/open-sandbox.ts';
import { backupUnderEvidence, type Chosen } from '../../domain/chosen-backup.ts';
import type { EvidenceLocations, Request, RunReport, SandboxUnderEvidence } from '../../domain/evidence.ts';
import type { FailureReport } from '../../domain/failures.ts';
import { judgeObjectives, type Measured } from '../../domain/objectives.ts';
import type { RestoreTestOutcome } from '../../domain/outcomes.ts';
import type { NotProven } from '../../domain/proof.ts';
import { concludeRestoreTest, excuseFailures, type RestoreVerdict } from '../../domain/restore-verdict.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import type { KeptSandbox } from '../../domain/sandboxes.ts';
import type { Check } from '../../domain/verdicts.ts';
import { type Board, now } from './board.ts';
import { measureRecovery } from './measuring.ts';
import { runOutcome } from './outcome.ts';

/** What a restore test has come to know, step by step. */
export interface RestoreTestState {
  readonly run: RunIdentity;
  readonly request: Request;
  readonly warnings: string[];
  /** Milliseconds that the sandbox stays up, where the person asked for it. */
  readonly keepMs?: number;
  checks: Check[];
  leftOut: readonly NotProven[];
  notProven: readonly NotProven[];
  said: readonly string[];
  /** The end of what the sandbox's server said, where the test did not pass. */
  serverLog?: readonly string[];
  /** Why what is missing or different may be the sandbox's fault. */
  restrained?: string;
  chosen?: Chosen;
  host?: HostOffer;
  opened?: OpenedSandbox;
  destroyed?: Check;
  /** How the sandbox is reached, where it stays up. */
  kept?: KeptSandbox;
}

/** A verdict with everything that it rests on. */
export interface Conclusion extends RestoreVerdict {
  readonly checks: readonly Check[];
  readonly measured: Measured | null;
}

/** Draws the conclusion of a test from what was checked, measured, or kept it from being done. */
export function conclude(board: Board, state: RestoreTestState, stopped: FailureReport | undefined): Conclusion {
  const { run, chosen, opened, destroyed, kept } = state;
  const newest = chosen?.plan.newestTakenAt;
  const measured = newest === undefined ? null : measureRecovery(board, 'restore', run.startedAt, newest);
  const checks: readonly Check[] = [
    ...(state.restrained === undefined ? state.checks : excuseFailures(state.checks, state.restrained)),
    ...(measured === null || chosen === undefined ? [] : judgeObjectives(chosen.plan.objectives, measured)),
    ...(opened === undefined ? [] : [isolationCheck(opened)]),
    ...(destroyed === undefined ? [] : [destroyed]),
    ...(kept === undefined ? [] : [keptCheck(kept)]),
  ];
  if (destroyed?.verdict === 'failed') state.warnings.push(`the sandbox was not destroyed: ${String(destroyed.found)}`);
  return { checks, measured, ...concludeRestoreTest(checks, stopped) };
}

function isolationCheck({ isolation }: OpenedSandbox): Check {
  const full = isolation.level === 'full';
  return {
    name: 'isolation',
    about: 'surroundings',
    required: false,
    verdict: full ? 'passed' : 'inconclusive',
    expected: 'full',
    found: isolation.level,
    source: 'tried on this host',
    ...(full ? {} : { detail: `partial: ${isolation.facts[0] ?? ''}` }),
  };
}

/** That it will be destroyed is not that it was. */
function keptCheck({ until }: KeptSandbox): Check {
  return {
    name: 'sandbox destroyed',
    about: 'surroundings',
    required: false,
    verdict: 'skipped',
    found: `kept until ${until}`,
    detail: `kept until ${until}: its destruction has a record of its own`,
  };
}

/** What evidence says about the sandbox; undefined where none was made. */
export function sandboxUnderEvidence({
  chosen,
  opened,
  destroyed,
  kept,
}: RestoreTestState): SandboxUnderEvidence | undefined {
  return (
    opened && {
      name: chosen?.plan.sandbox ?? '',
      kind: opened.kind ?? 'local',
      serverVersion: opened.serverVersion,
      isolation: opened.isolation,
      settings: opened.settings,
      destroyed: destroyed?.verdict === 'passed',
      kept,
    }
  );
}

/** The run's own account of itself. */
export function restoreTestReport(state: RestoreTestState, board: Board, conclusion: Conclusion): RunReport {
  const { run, request, chosen, opened } = state;
  const plan = chosen?.plan;
  return {
    run,
    request,
    endedAt: now(),
    verdict: conclusion.verdict,
    failure: conclusion.failure,
    policy: plan && { name: plan.policy, digest: plan.policyDigest, objectives: plan.objectives },
    backup: chosen && backupUnderEvidence(chosen),
    sandbox: sandboxUnderEvidence(state),
    steps: board.steps(),
    checks: conclusion.checks,
    notChecked: notChecked(state),
    measured: conclusion.measured ?? undefined,
    tools: { ...chosen?.manifest.tools, ...(opened ? { pg_restore: opened.serverVersion } : {}) },
    hosts: board.hosts(),
    said: [
      ...state.said.map(words => ({ step: 'restore', words }) as const),
      ...(state.serverLog ?? []).map(line => ({ step: 'destroy', words: `sandbox server: ${line}` }) as const),
    ],
    warnings: state.warnings,
  };
}

function notChecked({ notProven, leftOut, checks }: RestoreTestState): readonly NotProven[] {
  const unmade = checks.filter(check => check.verdict === 'inconclusive' || check.verdict === 'skipped');
  return [
    ...notProven,
    ...leftOut,
    ...unmade.map(check => ({ object: check.name, reason: check.detail ?? check.verdict })),
    ...(checks.some(({ name }) => name === 'database properties') ? [] : [UNAPPLIED]),
  ];
}

const UNAPPLIED: NotProven = {
  object: 'settings of roles and of the database',
  reason: 'stored with the backup, not applied in the sandbox',
};

/** The run's result, as far as it came. */
export function restoreTestOutcome(
  state: RestoreTestState,
  board: Board,
  conclusion: Conclusion,
  evidence: EvidenceLocations | undefined,
): RestoreTestOutcome {
  const { chosen } = state;
  return {
    ...runOutcome(state, board, conclusion.verdict, evidence),
    backupId: chosen?.plan.backupId ?? '',
    takenAt: chosen?.plan.takenAt ?? '',
    proof: chosen?.manifest.proof,
    checks: conclusion.checks,
    measured: conclusion.measured,
    kept: state.kept,
  };
}
