import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runGroup } from '../../../src/activities/lib/group.ts';

const signal = new AbortController().signal;

/** A task that ends when it is told to. */
function untilAborted(onEnd: (reason: unknown) => void) {
  return (inner: AbortSignal) =>
    new Promise<never>((_, reject) => {
      inner.addEventListener('abort', () => {
        onEnd(inner.reason);
        reject(inner.reason);
      });
    });
}

test('returns the results in the order of the tasks', async () => {
  const late = async () => {
    await sleep(20);
    return 'late';
  };
  expect(await runGroup(signal, [late, async () => 'early'])).toEqual(['late', 'early']);
});

test('runs its tasks side by side', async () => {
  const meeting = Promise.withResolvers<string>();
  const first = () => meeting.promise;
  const second = async () => {
    meeting.resolve('met');
    return 'came';
  };
  expect(await runGroup(signal, [first, second])).toEqual(['met', 'came']);
});

test('aborts the other tasks when one fails, and throws that failure', async () => {
  const cause = new Error('the dump failed');
  const ends: unknown[] = [];
  const failing = () => Promise.reject(cause);
  await expect(runGroup(signal, [untilAborted(reason => ends.push(reason)), failing])).rejects.toBe(cause);
  expect(ends).toEqual([cause]);
});

test('throws only when every task has settled', async () => {
  let settled = false;
  const slow = async () => {
    await sleep(50);
    settled = true;
  };
  await expect(runGroup(signal, [slow, () => Promise.reject(new Error('at once'))])).rejects.toThrow('at once');
  expect(settled).toBe(true);
});

test('throws the first failure, whatever the aborted tasks make of it', async () => {
  const clumsy = (inner: AbortSignal) =>
    new Promise<never>((_, reject) => inner.addEventListener('abort', () => reject(new Error('a consequence'))));
  await expect(runGroup(signal, [clumsy, () => Promise.reject(new Error('the cause'))])).rejects.toThrow('the cause');
});

test('passes an abort on to its tasks and throws its reason', async () => {
  const abort = new AbortController();
  const reason = new Error('cancelled');
  const ends: unknown[] = [];
  const running = runGroup(abort.signal, [untilAborted(end => ends.push(end)), untilAborted(end => ends.push(end))]);
  abort.abort(reason);
  await expect(running).rejects.toBe(reason);
  expect(ends).toEqual([reason, reason]);
});

test('throws the reason of an abort also where the tasks came to their end', async () => {
  const abort = new AbortController();
  const running = runGroup(abort.signal, [async () => abort.abort(new Error('cancelled'))]);
  await expect(running).rejects.toThrow('cancelled');
});

test('is done at once with nothing to do', async () => {
  expect(await runGroup(signal, [])).toEqual([]);
});
