import { patched } from '@temporalio/workflow';
import { reportFailure } from './failures.ts';
import { onHost } from './proxies.ts';
import type { RestoreTestState } from './restore-test-report.ts';

/** Takes down what the server of a sandbox said last. That of a server of others is theirs, and says more than of this test. */
export async function readServerLog(state: RestoreTestState): Promise<void> {
  const { chosen, host, opened, run } = state;
  if (chosen === undefined || host === undefined || opened === undefined) return;
  if (opened.kind === 'server' || !patched('sandbox log')) return;
  try {
    const options = { scheduleToStartTimeout: '1m', scheduleToCloseTimeout: '5m' } as const;
    const place = { run, sandbox: chosen.plan.sandbox };
    state.serverLog = (await onHost(host, 'Read the log of the sandbox', options).readSandboxLog(place)).value;
  } catch (error) {
    state.warnings.push(`the log of the sandbox could not be read: ${reportFailure(error).message}`);
  }
}
