import { isCancellation, patched } from '@temporalio/workflow';
import type { Dumped, DumpInput } from '../activities/backup/dump.ts';
import type { Preflight } from '../activities/backup/preflight.ts';
import type { SpooledInput, Uploaded } from '../activities/backup/upload.ts';
import type { VerifiedCopy } from '../activities/backup/verify.ts';
import type { HostOffer } from '../activities/host.ts';
import type { Activities } from '../activities/index.ts';
import { type LackingCopy, takingPart } from '../domain/copies.ts';
import type { BackupOutcome, SkippedOutcome, StartRun } from '../domain/outcomes.ts';
import type { BackupPlan } from '../domain/plan.ts';
import { describeProof } from '../domain/proof-words.ts';
import { describeRepeats } from '../domain/repeats.ts';
import type { RunIdentity } from '../domain/runs.ts';
import { formatSize } from '../domain/sizes.ts';
import { setAttributes } from './lib/attributes.ts';
import { type BackupState, backupOutcome, backupReport } from './lib/backup-report.ts';
import { type Board, now, openBoard } from './lib/board.ts';
import { endRun, runCourse } from './lib/course.ts';
import { reportFailure } from './lib/failures.ts';
import { onAnyHost, onHost } from './lib/proxies.ts';
import { onOneHost } from './lib/rounds.ts';

/**
 * Takes one backup of a target: plan, preflight, dump, upload, verify, commit, copies, record. Its workflow id is the target's
 * lock. From the commit on the backup exists; a cancellation comes too late to undo it.
 */
export function backup(input: StartRun): Promise<BackupOutcome | SkippedOutcome> {
  return runCourse('backup', 'backup', input, (run, request) => {
    const board = openBoard(run);
    const state: BackupState = { run, request, warnings: [], lacking: [] };
    return {
      perform: () => takeBackup(run, board, state),
      finish: error => finish(error, board, state),
    };
  });
}

async function takeBackup(run: RunIdentity, board: Board, state: BackupState): Promise<void> {
  const plan = await board.step(
    'plan',
    () => onAnyHost('Plan: what will be done').planBackup({ run }),
    ({ policy, repositories }) => `policy ${policy}, to ${repositories.join(' and ')}`,
  );
  state.plan = plan;
  board.setBackup(plan.backupId);
  setAttributes(plan.hasSearchAttributes, { target: plan.target, kind: 'backup', backup: plan.backupId });
  // A run whose repositories go apart fails in those that it cannot write, and keeps its backup in the others.
  const apart = plan.repositories.length > 1 && patched('copies');
  if (!apart) board.leaveOut('copies');
  await onOneHost((host, round) => takeOnHost(host, round, plan, apart, board, state));
  if (apart) await completeCopies(plan, board, state);
}

/** The steps that need one machine, up to the commit. */
async function takeOnHost(
  host: HostOffer,
  round: number,
  plan: BackupPlan,
  apart: boolean,
  board: Board,
  state: BackupState,
): Promise<void> {
  state.host = host;
  const found = await preflight(host, apart ? { plan, apart } : { plan }, board);
  state.preflight = found;
  state.lacking = found.lacking ?? [];
  const taking = () => (apart ? { apart, to: takingPart(plan.repositories, state.lacking) } : {});
  const { estimatedBytes, warnings, keyFrom } = found;
  state.dumped = await dump(host, { plan, round, estimatedBytes, warnings, keyFrom, ...taking() }, board);
  const { folder } = state.dumped;
  const spooled = () => ({ plan, folder, ...taking() });
  state.uploaded = await upload(host, spooled(), state.dumped, board);
  state.lacking = [...state.lacking, ...(state.uploaded.lacking ?? [])];
  const copies = await board.step(
    'verify',
    () => onHost(host, 'Verify: the repositories hold what was sent').verifyBackup(spooled()),
    describeVerified,
  );
  state.verified = copies.filter(copy => 'by' in copy);
  state.lacking = [...state.lacking, ...copies.filter(copy => 'failure' in copy)];
  const committed = await board.step(
    'commit',
    () => onHost(host, 'Commit: write the manifest, last of all').commitBackup({ ...spooled(), committedAt: now() }),
    () => plan.backupId,
  );
  state.isCommitted = apart;
  if (!apart) return;
  state.lacking = [...state.lacking, ...committed.lacking];
  if (committed.isEarlier)
    state.warnings.push('the backup is that of an earlier attempt, which had committed it before its host was lost');
}

function describeVerified(copies: readonly (VerifiedCopy | LackingCopy)[]): string {
  return copies
    .map(copy =>
      'by' in copy
        ? `${copy.repository} by ${copy.by === 'read' ? 'reading it back' : 'its checksums'}${describeRepeats(copy.repeats)}`
        : `not ${copy.repository}: ${copy.failure.message}`,
    )
    .join(', ');
}

/** Brings what repositories lack: the backup of this run, and those that earlier runs could not store everywhere. */
async function completeCopies(plan: BackupPlan, board: Board, state: BackupState): Promise<void> {
  const limits = { startToCloseTimeout: '7d', scheduleToCloseTimeout: '14d' } as const;
  const { warnings } = await board.step(
    'copies',
    () => onAnyHost('Copies: bring what a repository lacks', limits).completeCopies({ plan }),
    ({ copied, repeats }) => {
      const all = `each of ${plan.repositories.join(' and ')} has it`;
      const made = copied.map(({ backupId, repository }) => `${backupId} to ${repository}`).join(', ');
      return `${made || all}${describeRepeats(repeats)}`;
    },
  );
  state.lacking = [];
  state.warnings.push(...warnings);
}

function preflight(
  host: HostOffer,
  input: Parameters<Activities['preflightBackup']>[0],
  board: Board,
): Promise<Preflight> {
  return board.step(
    'preflight',
    () => onHost(host, 'Preflight: server, rights, space, repository, key').preflightBackup(input),
    ({ serverVersion, estimatedBytes }) => `PostgreSQL ${serverVersion}, about ${formatSize(estimatedBytes)} to store`,
  );
}

function dump(host: HostOffer, input: DumpInput, board: Board): Promise<Dumped> {
  const summary = 'Dump and prove, under one snapshot';
  return board.step(
    'dump',
    () => onHost(host, summary).dumpBackup(input),
    ({ storedBytes, proof, streamed }) =>
      [
        `${formatSize(storedBytes)}, ${describeProof(proof)}${describeRepeats(streamed?.repeats)}`,
        ...failedCopies(streamed?.lacking),
      ].join(', '),
  );
}

/** Sends what was spooled; what was streamed is there already. */
async function upload(host: HostOffer, spooled: SpooledInput, dumped: Dumped, board: Board): Promise<Uploaded> {
  if (dumped.streamed !== undefined) {
    board.skip('upload', 'streamed while it was dumped');
    return { reusedBytes: 0, ...dumped.streamed };
  }
  return board.step(
    'upload',
    () => onHost(host, 'Upload the encrypted artifacts').uploadBackup(spooled),
    ({ sentBytes, reusedBytes, repeats, lacking }) =>
      [
        `${formatSize(sentBytes)} sent${describeRepeats(repeats)}`,
        ...(reusedBytes > 0 ? [`${formatSize(reusedBytes)} were there already`] : []),
        ...failedCopies(lacking),
      ].join(', '),
  );
}

function failedCopies(lacking: readonly LackingCopy[] = []): readonly string[] {
  return lacking.map(({ repository, failure }) => `not to ${repository}: ${failure.message}`);
}

async function finish(error: unknown, board: Board, state: BackupState): Promise<BackupOutcome> {
  await clearSpool(state);
  if (error === undefined) await sweep(state);
  else await discard(state, isCancellation(error));
  const failure = error === undefined ? undefined : reportFailure(error);
  const verdict = failure === undefined ? 'passed' : 'failed';
  return endRun(board, {
    error,
    conclusion: { verdict, failure },
    plan: state.plan,
    warnings: state.warnings,
    report: () => backupReport(state, board, failure),
    outcome: evidence => backupOutcome(state, board, evidence, verdict),
  });
}

/** Nothing of a run that failed may stay behind, but for a backup that was committed. */
async function discard({ plan, isCommitted, warnings }: BackupState, isCancelled: boolean): Promise<void> {
  if (plan === undefined) return;
  const options = { scheduleToCloseTimeout: '15m' } as const;
  try {
    const cancelled = isCancelled && isCommitted !== true;
    await onAnyHost('Remove what this run has stored', options).discardBackup({ plan, cancelled });
  } catch (error) {
    warnings.push(
      `what this run had stored could not be removed now, a later run sweeps it: ${reportFailure(error).message}`,
    );
  }
}

/** What dead runs left is removed by one that succeeds: it has shown that the repositories work. */
async function sweep({ plan, host, warnings }: BackupState): Promise<void> {
  if (plan === undefined || host === undefined) return;
  const options = { scheduleToStartTimeout: '10s', scheduleToCloseTimeout: '15m' } as const;
  try {
    await onHost(host, 'Sweep what dead runs have left', options).sweepLeftovers({ plan });
  } catch (error) {
    warnings.push(`what dead runs have left could not be swept: ${reportFailure(error).message}`);
  }
}

/** A host that is gone keeps its spool until its next start, when it sweeps it; the run does not wait for that. */
async function clearSpool({ plan, host, warnings }: BackupState): Promise<void> {
  if (plan === undefined || host === undefined) return;
  const options = { scheduleToStartTimeout: '10s', scheduleToCloseTimeout: '2m' } as const;
  try {
    await onHost(host, 'Clear the spool', options).clearSpool({ plan });
  } catch (error) {
    warnings.push(`the spool on ${host.name} is cleared when that host starts again: ${reportFailure(error).message}`);
  }
}
