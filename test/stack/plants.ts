import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { z } from 'zod';
import { openSandboxSession, reach } from '../../src/activities/sandbox/access.ts';
import { readServerState, testFolder } from '../../src/activities/sandbox/folder.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { secretReader } from '../../src/config/references.ts';

/** Something that happens in a worker at an exact moment: before, during or after the work of one activity. */
const plant = z.object({
  activity: z.string(),
  when: z.enum(['before', 'during', 'after']),
  /** During: when other files match this pattern in the house's folder than when the work began; absent means at once. */
  seen: z.string().optional(),
  /** Attempts that it happens in; absent means every one. */
  attempt: z.int().optional(),
  /** Only the first time that it would happen in this house. */
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

const read = (json: string) => z.array(plant).parse(JSON.parse(json));

/** Where plants stand that come while a worker runs. */
export const plantsFile = (house: string) => join(house, 'plants.json');

/**
 * Makes plants happen in a worker of a house: those it was started with, as JSON, and those in the house's file, which is looked
 * at before and after each activity. Those that have happened have a file in the folder `plants`, which workers that follow see
 * as well.
 */
export function planted(json: string, house: string): ActivityInterceptorsFactory {
  const plants = read(json);
  const file = plantsFile(house);
  const current = () => [...plants, ...(existsSync(file) ? read(readFileSync(file, 'utf8')) : [])];
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const ended = new AbortController();
        const perform = async (when: Plant['when']) => {
          for (const found of current()) {
            if (found.activity !== info.activityType || found.when !== when) continue;
            if (found.attempt !== undefined && found.attempt !== info.attempt) continue;
            const note = join(house, 'plants', `${found.activity} ${when}`);
            if (found.once === true && existsSync(note)) continue;
            if (when === 'during') await untilSeen(house, found.seen, ended.signal);
            if (ended.signal.aborted && when === 'during') continue;
            mkdirSync(dirname(note), { recursive: true });
            writeFileSync(note, '');
            await act(found.act, house, input.args[0]);
          }
        };
        await perform('before');
        const during = perform('during');
        const result = await next(input).finally(() => ended.abort());
        await during;
        await perform('after');
        return result;
      },
    },
  });
}

/** Waits until other files match a pattern than now, or the work has ended. */
async function untilSeen(house: string, pattern: string | undefined, ended: AbortSignal): Promise<void> {
  if (pattern === undefined) return;
  const look = () => globSync(pattern, { cwd: house }).join();
  for (const before = look(); look() === before && !ended.aborted; await sleep(1));
}

async function act(what: z.output<typeof plant>['act'], house: string, input: unknown): Promise<void> {
  if (what === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    await sleep(60_000);
  } else if (what === 'fail') throw new Error('the answer was lost');
  else if ('holdIn' in what) await hold(what.holdIn);
  else {
    const { folder } = z.object({ folder: z.string() }).parse(input);
    const configuration = loadConfiguration({ config: join(house, 'firedrill.yaml') }, process.env);
    const readSecret = secretReader(process.env, configuration.secretDefaults);
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
