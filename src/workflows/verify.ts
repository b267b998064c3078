import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { Done } from '../activities/lib/activity.ts';
import type { SkippedOutcome, StartVerify, VerifyOutcome } from '../domain/outcomes.ts';
import type { VerifyPlan } from '../domain/plan.ts';
import type { VerifiedBackup } from '../domain/verification.ts';
import { setAttributes } from './lib/attributes.ts';
import { type Board, now, openBoard } from './lib/board.ts';
import { failRun } from './lib/ending.ts';
import { reportFailure } from './lib/failures.ts';
import { ownRun, runUnderLock } from './lib/lock.ts';
import { onAnyHost } from './lib/proxies.ts';
import { record } from './lib/recording.ts';
import {
  concludeVerification,
  NOTHING_DUE,
  type VerifyState,
  verifyOutcome,
  verifyReport,
} from './lib/verify-report.ts';

/**
 * Verifies stored backups of a target where they lie, one after the other: choose, verify, record. Nothing is restored, and
 * nothing is written but the record and the memory of what was read.
 */
export async function verify(input: StartVerify): Promise<VerifyOutcome | SkippedOutcome> {
  const run = ownRun('verify', input.target);
  if (run === undefined) return runUnderLock('verify', 'verify', input);
  const board = openBoard(run);
  const state: VerifyState = {
    run,
    request: { by: input.requestedBy ?? 'unknown', reason: input.reason },
    backups: [],
    hosts: new Set(),
    warnings: [],
  };
  let error: unknown;
  try {
    await examine(input, board, state);
  } catch (caught) {
    error = caught;
  }
  return CancellationScope.nonCancellable(() => finish(error, board, state));
}

async function examine(input: StartVerify, board: Board, state: VerifyState): Promise<void> {
  const { backup, newest, all, read, unreadFor, budget, repository } = input;
  const wanted = { run: state.run, backup, newest, all, read, unreadFor, budget, repository };
  const plan = await board.step(
    'choose',
    () => onAnyHost('Choose the backups').chooseForVerify(wanted),
    ({ chosen, backups, read: isRead }) =>
      `${backups.length} (${chosen})${isRead ? ', each read to its end' : ', by sizes and checksums'}`,
  );
  state.plan = plan;
  state.warnings.push(...plan.warnings);
  const only = plan.backups.length === 1 ? plan.backups[0] : undefined;
  if (only !== undefined) board.setBackup(only);
  setAttributes(plan.hasSearchAttributes, { target: plan.target, kind: 'verify', backup: only });
  if (plan.backups.length === 0) return board.skip('verify', NOTHING_DUE);
  await board.step(
    'verify',
    () => examineAll(plan, state),
    () => told(state.backups),
  );
}

/** One activity for each backup, on whichever host is free; a large backup takes as long as it takes. */
async function examineAll(plan: VerifyPlan, state: VerifyState): Promise<Done<undefined>> {
  const begun = { attempt: 1, host: '', startedAt: now(), endedAt: now() };
  const done = { ...begun, value: undefined };
  for (const [index, backupId] of plan.backups.entries()) {
    if (index > 0 && isSpent(plan)) break;
    const summary = `Verify ${backupId}${plan.read ? ' by reading it to its end' : ''}`;
    const limits = { startToCloseTimeout: '7d', scheduleToCloseTimeout: '14d' } as const;
    const { value, ...times } = await onAnyHost(summary, limits).examineBackup({ plan, index });
    state.backups.push(value);
    state.hosts.add(times.host);
    state.warnings.push(...value.warnings);
    if (index === 0) done.startedAt = times.startedAt;
    done.attempt = Math.max(done.attempt, times.attempt);
    done.host = times.host;
    done.endedAt = times.endedAt;
  }
  return done;
}

/** Whether the time that a run may read for is over. */
function isSpent({ budgetMs, run }: VerifyPlan): boolean {
  return budgetMs !== undefined && Date.parse(now()) - Date.parse(run.startedAt) >= budgetMs;
}

/** `2 passed`, `1 failed, 11 passed`. */
function told(backups: readonly VerifiedBackup[]): string {
  const counts = (['failed', 'inconclusive', 'passed'] as const)
    .map(verdict => [verdict, backups.filter(backup => backup.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0);
  return counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}

async function finish(error: unknown, board: Board, state: VerifyState): Promise<VerifyOutcome> {
  const { plan, warnings } = state;
  const conclusion = concludeVerification(state, error === undefined ? undefined : reportFailure(error));
  const evidence = await record(
    board,
    plan === undefined ? [] : [plan.repository],
    () => verifyReport(state, board, conclusion),
    warnings,
  );
  const known = plan?.hasSearchAttributes ?? false;
  setAttributes(known, { verdict: conclusion.verdict, failure: conclusion.failure?.kind });
  const outcome = verifyOutcome(state, board, conclusion, evidence);
  if (conclusion.failure === undefined) return outcome;
  return failRun(isCancellation(error) ? error : undefined, conclusion.failure, outcome);
}
