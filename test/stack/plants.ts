import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { z } from 'zod';
import { readServerState, testFolder } from '../../src/activities/sandbox/folder.ts';
import { openSandboxSession } from '../../src/activities/sandbox/server.ts';

/** Something that happens in a worker at an exact moment: before or after the work of one activity. */
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

const read = (json: string) => z.array(plant).parse(JSON.parse(json));

/**
 * Makes plants happen in a worker: those it was started with, as JSON, and those in a file, which is looked at before and after
 * each activity.
 */
export function planted(json: string, file: string): ActivityInterceptorsFactory {
  const plants = read(json);
  let later = { json: '[]', plants: read('[]') };
  /** The plants of now; those of a file that has not changed are the same objects. */
  const current = () => {
    const now = existsSync(file) ? readFileSync(file, 'utf8') : '[]';
    if (now !== later.json) later = { json: now, plants: read(now) };
    return [...plants, ...later.plants];
  };
  /** Plants that have happened. */
  const happened = new Set<z.output<typeof plant>>();
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const perform = async (when: Plant['when']) => {
          for (const found of current()) {
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
}

async function act(what: z.output<typeof plant>['act'], input: unknown): Promise<void> {
  if (what === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    await sleep(60_000);
  } else if (what === 'fail') throw new Error('the answer was lost');
  else if ('holdIn' in what) await hold(what.holdIn);
  else {
    const { folder } = z.object({ folder: z.string() }).parse(input);
    const session = await openSandboxSession(testFolder(folder), await readServerState(testFolder(folder)));
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
