import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { z } from 'zod';
import { openSandboxSession, reach } from '../../src/activities/sandbox/access.ts';
import { readServerState, testFolder } from '../../src/activities/sandbox/folder.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { secretReader } from '../../src/config/references.ts';
import { installRuntime, workerLog } from '../../src/worker/log.ts';
import { runWorker } from '../../src/worker/run-worker.ts';

/**
 * A worker as `src/worker.ts` starts it, with faults at exact moments: before or after the work of one activity it dies by
 * SIGKILL, loses an answer, waits until it is cancelled or a file appears, or changes the sandbox. The plants stand in PLANTS, as JSON.
 */
const plant = z.object({
  activity: z.string(),
  when: z.enum(['before', 'after']),
  /** Attempts that it happens in; absent means every one. */
  attempt: z.int().optional(),
  /** Only the first time that it would happen in this worker. */
  once: z.boolean().optional(),
  act: z.union([
    z.literal('kill'),
    /** Throws what can be tried again, as if the answer of the activity had been lost. */
    z.literal('fail'),
    /** Writes `held` into this folder, and goes on when `release` lies there. */
    z.object({ holdIn: z.string() }),
    /** SQL run in the sandbox's database. */
    z.object({ sandboxSql: z.string() }),
  ]),
});

export type Plant = z.input<typeof plant>;

const plants = z.array(plant).parse(JSON.parse(process.env['PLANTS'] ?? '[]'));

/** Plants that have happened. */
const happened = new Set<z.output<typeof plant>>();

const interceptors: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: async (input, next) => {
      const perform = async (when: Plant['when']) => {
        for (const found of plants) {
          if (found.activity !== info.activityType || found.when !== when) continue;
          if (found.attempt !== undefined && found.attempt !== info.attempt) continue;
          if (found.once === true && happened.has(found)) continue;
          happened.add(found);
          await act(found.act, input.args[0]);
        }
      };
      await perform('before');
      const result = await next(input);
      await perform('after');
      return result;
    },
  },
});

async function act(what: z.output<typeof plant>['act'], input: unknown): Promise<void> {
  if (what === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    await sleep(60_000);
  } else if (what === 'fail') throw new Error('the answer was lost');
  else if ('holdIn' in what) await hold(what.holdIn);
  else {
    const { folder } = z.object({ folder: z.string() }).parse(input);
    const server = reach(await readServerState(testFolder(folder)), { configuration, readSecret });
    const session = await openSandboxSession(testFolder(folder), server);
    await session.query(what.sandboxSql);
    await session.close();
  }
}

async function hold(folder: string): Promise<void> {
  const context = Context.current();
  const signal = context.cancellationSignal;
  writeFileSync(join(folder, 'held'), '');
  while (!existsSync(join(folder, 'release'))) {
    context.heartbeat();
    if (signal.aborted) throw new CancelledFailure('cancelled while it was held');
    await sleep(50);
  }
}

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const configuration = loadConfiguration({ config: process.env['FIREDRILL_CONFIG'] }, process.env);
const readSecret = secretReader(process.env, configuration.secretDefaults);
const log = workerLog();
installRuntime(log);
await runWorker({
  configuration,
  log,
  signal: stop.signal,
  interceptors: [interceptors],
  onReady: () => log.info('the worker polls'),
});
