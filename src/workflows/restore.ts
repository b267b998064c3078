import type { HostOffer } from '../activities/host.ts';
import type { RestoreOutcome, SkippedOutcome, StartRestore } from '../domain/outcomes.ts';
import { describeRepeats } from '../domain/repeats.ts';
import { formatSize } from '../domain/sizes.ts';
import { setAttributes } from './lib/attributes.ts';
import { type Board, openBoard } from './lib/board.ts';
import { endRun, runCourse } from './lib/course.ts';
import { reportFailure } from './lib/failures.ts';
import { onAnyHost, onHost } from './lib/proxies.ts';
import { concludeRestore, type RestoreState, restoreOutcome, restoreReport } from './lib/restore-report.ts';
import { onOneHost } from './lib/rounds.ts';

/**
 * Restores a backup, or an excerpt of it, into a database and compares it with its proof: plan, fetch, unpack, load, compare, clear,
 * record. A run whose plan is not the one that was agreed to fails before it does anything.
 */
export function restore(input: StartRestore): Promise<RestoreOutcome | SkippedOutcome> {
  return runCourse('restore', 'restore', input, (run, request) => {
    const board = openBoard(run);
    const state: RestoreState = { run, request, checks: [], notChecked: [], roles: [], said: [], warnings: [] };
    return {
      perform: () => perform(input, board, state),
      finish: error => finish(error, board, state),
    };
  });
}

async function perform(input: StartRestore, board: Board, state: RestoreState): Promise<void> {
  const { into, options, backup, repository, agreed } = input;
  const planned = await board.step(
    'plan',
    () =>
      onAnyHost('Plan: which backup, and where it goes').planRestore({
        run: state.run,
        into,
        options,
        backup,
        repository,
      }),
    ({ plan }) => `${plan.backupId} into ${plan.destination.place}, digest ${plan.digest}`,
  );
  state.planned = planned;
  const { plan } = planned;
  board.setBackup(plan.backupId);
  setAttributes(plan.hasSearchAttributes, { target: plan.target, kind: 'restore', backup: plan.backupId });
  if (agreed !== plan.digest) {
    state.refused = {
      kind: 'DestinationUnusable',
      message: `the plan is another one now: digest ${plan.digest} instead of ${agreed}`,
      hint: 'a newer backup came, or the server changed: look at the plan again',
    };
    return;
  }
  await onOneHost(async host => {
    state.host = host;
    const { folder } = await board.step(
      'fetch',
      () => onHost(host, 'Fetch in ranges, and check every hash').fetchBackup({ plan }),
      ({ bytes, repeats }) => `${formatSize(bytes)}, every hash as in the manifest${describeRepeats(repeats)}`,
    );
    await board.step(
      'unpack',
      () => onHost(host, 'Decrypt and decompress').unpackBackup({ plan, folder }),
      ({ bytes }) => `${formatSize(bytes)} in the clear`,
    );
    const loaded = await board.step(
      'load',
      () => onHost(host, `Restore into ${plan.destination.database}`).loadBackup({ plan, folder }),
      ({ checks }) => checks.map(({ found }) => String(found)).join(', '),
    );
    state.checks = [...loaded.checks];
    state.notChecked = [...loaded.leftOut];
    state.roles = loaded.roles;
    state.said = loaded.said;
    state.warnings.push(...loaded.warnings);
    const compared = await board.step(
      'compare',
      () => onHost(host, 'Compare with the proof of the dump').compareRestored({ plan, folder }),
      ({ checks }) => `${checks.filter(({ verdict }) => verdict === 'passed').length} of ${checks.length} passed`,
    );
    state.checks.push(...compared.checks);
    state.notChecked.push(...compared.notProven);
    state.excerptProof = compared.proof;
  });
}

async function finish(error: unknown, board: Board, state: RestoreState): Promise<RestoreOutcome> {
  if (error !== undefined) await withdraw(state);
  await clear(board, state);
  const stopped = error === undefined ? state.refused : reportFailure(error);
  const conclusion = concludeRestore(board, state, stopped);
  return endRun(board, {
    error,
    conclusion,
    plan: state.planned?.plan,
    warnings: state.warnings,
    report: () => restoreReport(state, board, conclusion),
    outcome: evidence => restoreOutcome(state, board, conclusion, evidence),
  });
}

/** A half restored database is worse than none. */
async function withdraw({ planned, host, warnings }: RestoreState): Promise<void> {
  if (planned === undefined || host === undefined) return;
  const { plan } = planned;
  try {
    const options = { scheduleToCloseTimeout: '15m' } as const;
    await onAnyHost('Take back what was half restored', options).withdrawRestore({ plan });
  } catch (error) {
    warnings.push(`${plan.destination.database} is half restored: drop it. ${reportFailure(error).message}`);
  }
}

/** What was decrypted must not stay; a host that is gone sweeps it at its next start. */
async function clear(board: Board, { planned, host, warnings }: RestoreState): Promise<void> {
  if (planned === undefined || host === undefined) {
    board.skip('clear', 'nothing was fetched');
    return;
  }
  try {
    const options = { scheduleToStartTimeout: '1m', scheduleToCloseTimeout: '15m' } as const;
    await board.step('clear', () => clearOn(host, options).clearFetched({ plan: planned.plan }));
  } catch (error) {
    warnings.push(
      `what was fetched on ${host.name} is removed when that host starts again: ${reportFailure(error).message}`,
    );
  }
}

function clearOn(host: HostOffer, options: Parameters<typeof onHost>[2]) {
  return onHost(host, 'Remove what was fetched and decrypted', options);
}
