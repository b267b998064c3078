import type { Dumped } from '../../activities/backup/dump.ts';
import type { Preflight } from '../../activities/backup/preflight.ts';
import type { Uploaded } from '../../activities/backup/upload.ts';
import type { VerifiedCopy } from '../../activities/backup/verify.ts';
import type { HostOffer } from '../../activities/host.ts';
import { type LackingCopy, takingPart } from '../../domain/copies.ts';
import type { BackupUnderEvidence, EvidenceLocations, Request, RunReport } from '../../domain/evidence.ts';
import type { FailureReport } from '../../domain/failures.ts';
import type { BackupOutcome } from '../../domain/outcomes.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import { type Board, now } from './board.ts';
import { runOutcome } from './outcome.ts';

/** What a backup run has come to know, step by step. */
export interface BackupState {
  readonly run: RunIdentity;
  readonly request: Request;
  readonly warnings: string[];
  plan?: BackupPlan;
  host?: HostOffer;
  preflight?: Preflight;
  dumped?: Dumped;
  uploaded?: Uploaded;
  verified?: readonly VerifiedCopy[];
  /** Repositories that do not have the backup, as far as it came. */
  lacking: readonly LackingCopy[];
  /** Set when the backup is one, though copies may lack. */
  isCommitted?: boolean;
}

/** The run's own account of itself. */
export function backupReport(state: BackupState, board: Board, failure?: FailureReport): RunReport {
  const { run, request, plan, dumped } = state;
  return {
    run,
    request,
    endedAt: now(),
    verdict: failure === undefined ? 'passed' : 'failed',
    failure,
    policy: plan && { name: plan.policy, digest: plan.policyDigest, objectives: plan.objectives },
    backup: plan && dumped && backupUnderEvidence(state, plan, dumped),
    steps: board.steps(),
    checks: [],
    notChecked: [
      { object: 'whether the backup restores', reason: 'a restore test tells' },
      ...(dumped?.notCovered ?? []).map(object => ({ object, reason: 'not in the backup' })),
    ],
    tools: dumped?.tools ?? {},
    hosts: board.hosts(),
    warnings: [...(state.preflight?.warnings ?? []), ...state.warnings],
  };
}

function backupUnderEvidence(state: BackupState, plan: BackupPlan, dumped: Dumped): BackupUnderEvidence {
  const ways = new Map(
    state.verified?.map(({ repository, by }) => [
      repository,
      by === 'read' ? 'read back' : 'verified by its checksums',
    ]),
  );
  return {
    backupId: plan.backupId,
    takenAt: dumped.takenAt,
    storedBytes: dumped.storedBytes,
    databaseBytes: dumped.databaseBytes,
    database: dumped.database,
    serverVersion: dumped.serverVersion,
    transport: dumped.transport,
    repositories: holders(state, plan).map(name => ({
      name,
      place: placeOf(plan, name),
      verifiedBy: ways.get(name),
    })),
    ...(state.lacking.length > 0 && {
      lacking: state.lacking.map(({ repository, failure }) => ({
        name: repository,
        place: placeOf(plan, repository),
        reason: failure.message,
      })),
    }),
    artifacts: dumped.artifacts,
    proof: dumped.proof,
    encryption: dumped.encryption,
  };
}

/** Names of the repositories that the backup lies in, or was to lie in where it came to none. */
function holders({ isCommitted, lacking }: BackupState, plan: BackupPlan): readonly string[] {
  return isCommitted ? takingPart(plan.repositories, lacking) : plan.repositories;
}

function placeOf(plan: BackupPlan, name: string): string {
  return plan.places[plan.repositories.indexOf(name)] ?? name;
}

/** The run's result, as far as it came. */
export function backupOutcome(
  state: BackupState,
  board: Board,
  evidence: EvidenceLocations | undefined,
  verdict: BackupOutcome['verdict'] = 'passed',
): BackupOutcome {
  const { run, plan, dumped, uploaded, preflight } = state;
  return {
    ...runOutcome({ run, warnings: [...(preflight?.warnings ?? []), ...state.warnings] }, board, verdict, evidence),
    notes: preflight?.notes ?? [],
    backupId: plan?.backupId ?? '',
    takenAt: dumped?.takenAt ?? '',
    storedBytes: dumped?.storedBytes ?? 0,
    databaseBytes: dumped?.databaseBytes ?? 0,
    sentBytes: uploaded?.sentBytes ?? 0,
    proof: dumped?.proof ?? NO_PROOF,
    repositories: plan === undefined ? [] : holders(state, plan),
    ...(state.lacking.length > 0 && { lacking: state.lacking }),
  };
}

const NO_PROOF: BackupOutcome['proof'] = {
  recipe: '',
  mode: 'off',
  tables: 0,
  rows: 0,
  largeObjects: 0,
  sequences: 0,
  notProven: 0,
};
