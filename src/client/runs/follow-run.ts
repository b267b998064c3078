import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { formatDuration } from '../../domain/durations.ts';
import type { Cli } from '../cli.ts';
import { openRunView } from '../output/run-view.ts';
import { type Engine, hasWorker } from '../temporal.ts';
import { type RunResult, readResult } from './run-result.ts';
import { type RunState, runStateReader } from './run-state.ts';

const LOOK_MS = 1_000;
/** Looks without any sign of life of a run before its workers are counted. */
const PATIENT_LOOKS = 5;

/** What came of following: the result, or that the person let go of a run that goes on. */
export type Followed<O> = RunResult<O> | { readonly ended: 'detached' };

/**
 * Follows a run to its end, showing its steps; `onState` is called about once a second. Ctrl-C and --timeout let go of the
 * run: it goes on, and the person is told how to find it again.
 */
export async function followRun<O>(
  cli: Cli,
  engine: Engine,
  handle: WorkflowHandle,
  onState?: (state: RunState) => void,
): Promise<Followed<O>> {
  const view = openRunView(cli.console);
  const letGo = new AbortController();
  const detach = () => letGo.abort();
  process.on('SIGINT', detach);
  const timer = cli.options.timeout === undefined ? undefined : setTimeout(detach, cli.options.timeout);
  const result = readResult<O>(handle);
  let ended = false;
  const watched = result.finally(() => {
    ended = true;
  });
  watched.catch(() => undefined);
  const read = runStateReader(engine, handle);
  try {
    for (let looks = 1; ; looks += 1) {
      const state = await read();
      view.show(state);
      onState?.(state);
      if (ended) return await result;
      if (letGo.signal.aborted) return sayDetached(cli, handle.workflowId);
      if (looks === PATIENT_LOOKS && isStill(state)) await sayIfNobodyWorks(cli, engine);
      await Promise.race([watched, sleep(LOOK_MS, undefined, { signal: letGo.signal }).catch(() => undefined)]);
    }
  } finally {
    view.end();
    // Ends the pause that a result has cut short: its timer would keep the process.
    letGo.abort();
    process.removeListener('SIGINT', detach);
    clearTimeout(timer);
  }
}

function isStill(state: RunState): boolean {
  return state.progress === undefined && state.activity === undefined;
}

async function sayIfNobodyWorks({ console }: Cli, engine: Engine): Promise<void> {
  const known = await hasWorker(engine);
  const state = known ? 'no worker has answered yet' : `no worker polls task queue ${engine.taskQueue}`;
  console.warning(`${state}; the run waits for one (firedrill up, or npm run worker)`);
}

function sayDetached(cli: Cli, workflowId: string): { ended: 'detached' } {
  const after = cli.options.timeout === undefined ? '' : ` after ${formatDuration(cli.options.timeout)}`;
  cli.console.note(
    `detached${after}; the run goes on. Follow it: firedrill watch ${workflowId}; end it: firedrill cancel ${workflowId}`,
  );
  return { ended: 'detached' };
}
