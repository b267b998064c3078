import { patched } from '@temporalio/workflow';
import type { HostOffer } from '../activities/host.ts';
import type { RestoreTestOutcome, SkippedOutcome, StartRestoreTest } from '../domain/outcomes.ts';
import type { RestoreTestPlan } from '../domain/plan.ts';
import { describeRepeats } from '../domain/repeats.ts';
import { formatSize } from '../domain/sizes.ts';
import type { Check } from '../domain/verdicts.ts';
import { setAttributes } from './lib/attributes.ts';
import { type Board, openBoard } from './lib/board.ts';
import { endRun, runCourse } from './lib/course.ts';
import { isOfKind, reportFailure } from './lib/failures.ts';
import { onAnyHost, onHost } from './lib/proxies.ts';
import { conclude, type RestoreTestState, restoreTestOutcome, restoreTestReport } from './lib/restore-test-report.ts';
import { onOneHost } from './lib/rounds.ts';
import { isSandboxLeft, keep, keepingTime } from './lib/sandbox-keeping.ts';
import { readServerLog } from './lib/server-log.ts';

/**
 * Restores one backup in a sandbox and holds it against its proof: choose, fetch, unpack, sandbox, restore, compare, structure,
 * indexes, assertions, command, destroy, record. Whatever happens, the record is written, and the sandbox destroyed or left to a
 * run that destroys it when its time is over.
 */
export function restoreTest(input: StartRestoreTest): Promise<RestoreTestOutcome | SkippedOutcome> {
  return runCourse('restore-test', 'restoreTest', input, (run, request) => {
    const board = openBoard(run);
    const found = { checks: [], leftOut: [], notProven: [], said: [], warnings: [] };
    const state: RestoreTestState = { run, request, keepMs: input.keepMs, ...found };
    return {
      perform: () => test(input, board, state),
      finish: error => finish(error, board, state),
    };
  });
}

async function test(input: StartRestoreTest, board: Board, state: RestoreTestState): Promise<void> {
  const { backup, repository } = input;
  const chosen = await board.step(
    'choose',
    () => onAnyHost('Choose a backup').chooseForRestore({ run: state.run, backup, repository }),
    ({ plan }) => `${plan.backupId} (${plan.chosen})`,
  );
  state.chosen = chosen;
  const { plan } = chosen;
  board.setBackup(plan.backupId);
  setAttributes(plan.hasSearchAttributes, { target: plan.target, kind: 'restore-test', backup: plan.backupId });
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
    await inSandboxes(host, plan, folder, board, state);
  });
}

/** How many sandboxes a run makes before it gives up on one that lives long enough. */
const MOST_SANDBOXES = 3;

/** Restores and checks in a sandbox; in another one when the first was lost with the worker that held it. */
async function inSandboxes(
  host: HostOffer,
  plan: RestoreTestPlan,
  folder: string,
  board: Board,
  state: RestoreTestState,
): Promise<void> {
  for (let made = 1; ; made += 1) {
    try {
      return await inOneSandbox(host, { plan, folder }, board, state);
    } catch (error) {
      if (!isOfKind(error, 'SandboxLost') || made === MOST_SANDBOXES) throw error;
    }
  }
}

async function inOneSandbox(
  host: HostOffer,
  fetched: { plan: RestoreTestPlan; folder: string },
  board: Board,
  state: RestoreTestState,
): Promise<void> {
  state.opened = await board.step(
    'sandbox',
    () => onHost(host, 'Make the sandbox').openSandbox(fetched),
    ({ serverVersion, isolation }) => `PostgreSQL ${serverVersion}, isolation ${isolation.level}`,
  );
  const restored = await board.step(
    'restore',
    () => onHost(host, 'Restore').restoreBackup(fetched),
    ({ checks }) => told(checks),
  );
  state.checks = [...restored.checks];
  state.leftOut = restored.leftOut;
  state.restrained = restored.restrained;
  state.said = restored.said ?? [];
  const compared = await board.step(
    'compare',
    () => onHost(host, 'Compare with the proof of the dump').compareBackup(fetched),
    ({ checks }) => told(checks),
  );
  state.checks.push(...compared.checks);
  state.notProven = compared.notProven;
  if (patched('structure')) {
    const structure = await board.step(
      'structure',
      () => onHost(host, 'Compare the structure object by object').compareStructure(fetched),
      told,
    );
    state.checks.push(...structure);
  }
  state.checks.push(
    ...(await board.step(
      'indexes',
      () => onHost(host, 'Check tables and indexes').checkRestoredIndexes(fetched),
      told,
    )),
  );
  state.checks.push(
    ...(await board.step('assertions', () => onHost(host, 'Run the SQL assertions').runAssertions(fetched), told)),
  );
  await testWithCommand(host, fetched, board, state);
}

/** The application's own test: last of all, since it may write. */
async function testWithCommand(
  host: HostOffer,
  fetched: { plan: RestoreTestPlan; folder: string },
  board: Board,
  state: RestoreTestState,
): Promise<void> {
  if (fetched.plan.checks.command === undefined || !patched('test command')) {
    board.skip('command', 'none configured');
    return;
  }
  const check = await board.step(
    'command',
    () => onHost(host, 'Run the test command').runTestCommand(fetched),
    ({ verdict, detail }) => detail ?? verdict,
  );
  state.checks.push(check);
}

/** `12 passed`, `1 failed, 11 passed`. */
function told(checks: readonly Check[]): string {
  const counts = (['failed', 'inconclusive', 'skipped', 'passed'] as const)
    .map(verdict => [verdict, checks.filter(check => check.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0);
  return counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none configured';
}

async function finish(error: unknown, board: Board, state: RestoreTestState): Promise<RestoreTestOutcome> {
  const stopped = error === undefined ? undefined : reportFailure(error);
  const { verdict } = conclude(board, state, stopped);
  if (verdict !== 'passed' && isSandboxLeft(stopped)) await readServerLog(state);
  const keepMs = keepingTime(state, stopped, verdict);
  state.kept = keepMs === undefined ? undefined : await keep(keepMs, board, state);
  if (state.kept === undefined) await destroy(board, state);
  const conclusion = conclude(board, state, stopped);
  return endRun(board, {
    error,
    conclusion,
    plan: state.chosen?.plan,
    warnings: state.warnings,
    report: () => restoreTestReport(state, board, conclusion),
    outcome: evidence => restoreTestOutcome(state, board, conclusion, evidence),
  });
}

/** A host that is gone took its sandbox with it; its folder is swept when that host starts again. */
async function destroy(board: Board, state: RestoreTestState): Promise<void> {
  const { chosen, host, run } = state;
  if (chosen === undefined || host === undefined) {
    board.skip('destroy', 'there was no sandbox');
    return;
  }
  try {
    const options = { scheduleToStartTimeout: '1m', scheduleToCloseTimeout: '15m' } as const;
    state.destroyed = await board.step(
      'destroy',
      () => onHost(host, 'Destroy the sandbox', options).destroySandbox({ run, sandbox: chosen.plan.sandbox }),
      check => String(check.found),
    );
  } catch (error) {
    state.warnings.push(`the sandbox on ${host.name} could not be destroyed: ${reportFailure(error).message}`);
  }
}
