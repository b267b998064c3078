import { CancelledFailure } from '@temporalio/activity';
import { expect, test, vi } from 'vitest';
import { asActivity } from '../../../src/activities/lib/activity.ts';
import type { Job } from '../../../src/activities/lib/job.ts';
import { semaphore } from '../../../src/activities/lib/semaphore.ts';
import { Failure } from '../../../src/domain/failures.ts';
import { activityDeps, activityEnvironment } from './outside-worker.ts';

/** Work that goes on until it is aborted, and then fails in its own way. */
function untilAborted(failure: () => unknown) {
  return (_: unknown, { signal }: Job) =>
    new Promise<never>((_resolve, reject) => {
      if (signal.aborted) reject(failure());
      signal.addEventListener('abort', () => reject(failure()));
    });
}

test.each([
  ['a failure that the cancellation caused', () => new Failure('DumpFailed', 'pg_dump was ended by SIGTERM')],
  ['an error that the cancellation caused', () => new Error('aborted')],
])('ends as cancelled, not with %s', async (_, failure) => {
  const environment = activityEnvironment();
  const running = environment.run(asActivity(activityDeps(), untilAborted(failure)), {});
  environment.cancel('CANCELLED');
  await expect(running).rejects.toBeInstanceOf(CancelledFailure);
});

test('beats with the newest progress while it works', async () => {
  const environment = activityEnvironment();
  const beats: unknown[] = [];
  environment.on('heartbeat', beat => beats.push(beat));
  const work = async (_: unknown, job: Job) => {
    job.report({ step: 'dump', doneBytes: 1 });
    job.report({ step: 'dump', doneBytes: 2, totalBytes: 4 });
    await vi.waitFor(() => expect(beats).not.toHaveLength(0), { timeout: 10_000 });
  };
  await environment.run(asActivity(activityDeps(), work), {});
  const times = { at: expect.any(Number), startedAt: expect.any(Number) };
  expect(beats[0]).toEqual({ step: 'dump', doneBytes: 2, totalBytes: 4, ...times });
});

test('beats no more when it has ended', async () => {
  const environment = activityEnvironment();
  await environment.run(
    asActivity(activityDeps(), async () => 'done'),
    {},
  );
  const beats: unknown[] = [];
  environment.on('heartbeat', beat => beats.push(beat));
  await new Promise(resolve => setTimeout(resolve, 1_500));
  expect(beats).toEqual([]);
});

test('waits for its place, beats while it waits, and leaves the place when it fails', async () => {
  const places = semaphore(1);
  const leave = await places.enter(new AbortController().signal);
  const failing = asActivity(activityDeps(), () => Promise.reject(new Failure('DumpFailed', 'lost')), places);
  const environment = activityEnvironment();
  const beat = new Promise(resolve => environment.on('heartbeat', () => resolve('beat')));
  const running = environment.run(failing, {}).catch((error: Error) => error.message);
  expect(await Promise.race([running, beat])).toBe('beat');
  leave();
  expect(await running).toBe('lost');
  expect(await places.enter(AbortSignal.timeout(5_000))).toBeInstanceOf(Function);
});

test('gives up its wait for a place when it is cancelled', async () => {
  const places = semaphore(1);
  await places.enter(new AbortController().signal);
  const environment = activityEnvironment();
  const running = environment.run(
    asActivity(activityDeps(), async () => 'done', places),
    {},
  );
  environment.cancel('TIMED_OUT');
  await expect(running).rejects.toBeInstanceOf(CancelledFailure);
});
