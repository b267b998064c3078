import { condenseChecks } from '../../domain/condensation.ts';
import { count } from '../../domain/counting.ts';
import type { EvidenceLocations, Request, RunReport } from '../../domain/evidence.ts';
import type { VerifyOutcome } from '../../domain/outcomes.ts';
import type { VerifyPlan } from '../../domain/plan.ts';
import type { NotProven } from '../../domain/proof.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import type { Check } from '../../domain/verdicts.ts';
import type { VerifiedBackup, VerifyVerdict } from '../../domain/verification.ts';
import { type Board, now } from './board.ts';
import { runOutcome } from './outcome.ts';

/** What a verification has come to know, backup by backup. */
export interface VerifyState {
  readonly run: RunIdentity;
  readonly request: Request;
  readonly backups: VerifiedBackup[];
  /** Names of the machines that looked at a backup. */
  readonly hosts: Set<string>;
  readonly warnings: string[];
  plan?: VerifyPlan;
}

/** Why a run reads nothing. */
export const NOTHING_DUE = 'each backup has been read within that time';

/** How many backups the next run begins with, where a budget ended this one. */
function leftToNext({ plan, backups }: VerifyState): number {
  const unreached = plan?.budgetMs === undefined ? 0 : plan.backups.length - backups.length;
  return unreached + (plan?.left ?? 0);
}

/** The run's own account of itself. */
export function verifyReport(state: VerifyState, board: Board, conclusion: VerifyVerdict): RunReport {
  const { run, request, plan, backups } = state;
  return {
    run,
    request,
    endedAt: now(),
    verdict: conclusion.verdict,
    failure: conclusion.failure,
    policy: plan && { name: plan.policy, digest: plan.policyDigest, objectives: plan.objectives },
    verified: plan && {
      repository: { name: plan.repository, place: plan.place },
      chosen: plan.chosen,
      read: plan.read,
      backups: backups.map(({ checks: _, warnings: __, ...backup }) => backup),
    },
    steps: board.steps(),
    checks: condenseChecks(backups.flatMap(backup => namedChecks(backup, backups.length))),
    notChecked: notChecked(state),
    tools: plan?.tools ?? {},
    hosts: [...new Set([...board.hosts(), ...state.hosts])],
    warnings: state.warnings,
  };
}

/** The checks of a backup; among several each bears its id. */
function namedChecks({ backupId, checks }: VerifiedBackup, among: number): readonly Check[] {
  return among === 1 ? checks : checks.map(check => ({ ...check, name: `${backupId} ${check.name}` }));
}

function notChecked({ plan, backups }: VerifyState): readonly NotProven[] {
  if (plan === undefined) return [];
  const unreached = plan.backups.slice(backups.length);
  return [
    ...unreached.map(backupId => ({
      object: backupId,
      reason:
        plan.budgetMs === undefined
          ? 'the run was stopped before it'
          : 'the run ended before it: the next one begins with it',
    })),
    ...(plan.left === undefined
      ? []
      : [{ object: count(plan.left, 'more backup'), reason: 'left to the next run, which begins with them' }]),
    ...(plan.read
      ? []
      : [
          {
            object: 'whether the artifacts decrypt, decompress and are whole dumps',
            reason: 'verify --read reads them',
          },
        ]),
    ...plan.otherCopies.map(name => ({
      object: `the copies in ${name}`,
      reason: `verify --repository ${name} looks at them`,
    })),
    { object: 'whether the backups restore', reason: 'a restore test tells' },
  ];
}

/** The run's result, as far as it came. */
export function verifyOutcome(
  state: VerifyState,
  board: Board,
  conclusion: VerifyVerdict,
  evidence: EvidenceLocations | undefined,
): VerifyOutcome {
  const { plan, backups } = state;
  return {
    ...runOutcome(state, board, conclusion.verdict, evidence),
    repository: plan?.repository ?? '',
    read: plan?.read ?? false,
    ...(leftToNext(state) > 0 && { left: leftToNext(state) }),
    backups,
  };
}
