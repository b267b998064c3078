import type { Done } from '../activities/lib/activity.ts';
import type { SkippedOutcome, StartVerify, VerifyOutcome } from '../domain/outcomes.ts';
import type { VerifyPlan } from '../domain/plan.ts';
import { describeRepeats } from '../domain/repeats.ts';
import { concludeVerify, type VerifiedBackup } from '../domain/verification.ts';
import { setAttributes } from './lib/attributes.ts';
import { type Board, now, openBoard } from './lib/board.ts';
import { endRun, runCourse } from './lib/course.ts';
import { reportFailure } from './lib/failures.ts';
import { onAnyHost } from './lib/proxies.ts';
import { NOTHING_DUE, type VerifyState, verifyOutcome, verifyReport } from './lib/verify-report.ts';

/**
 * Verifies stored backups of a target where they lie, one after the other: choose, verify, record. Nothing is restored, and
 * nothing is written but the record and the memory of what was read.
 */
export function verify(input: StartVerify): Promise<VerifyOutcome | SkippedOutcome> {
  return runCourse('verify', 'verify', input, (run, request) => {
    const board = openBoard(run);
    const state: VerifyState = { run, request, backups: [], hosts: new Set(), warnings: [] };
    return {
      perform: () => examine(input, board, state),
      finish: error => finish(error, board, state),
    };
  });
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
  const repeats = backups.reduce((sum, backup) => sum + (backup.repeats ?? 0), 0);
  return counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ') + describeRepeats(repeats);
}

function finish(error: unknown, board: Board, state: VerifyState): Promise<VerifyOutcome> {
  const stopped = error === undefined ? undefined : reportFailure(error);
  const conclusion = concludeVerify(state.backups, stopped, state.plan?.backups.length === 0);
  return endRun(board, {
    error,
    conclusion,
    plan: state.plan,
    warnings: state.warnings,
    report: () => verifyReport(state, board, conclusion),
    outcome: evidence => verifyOutcome(state, board, conclusion, evidence),
  });
}
