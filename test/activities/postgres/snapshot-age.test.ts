import { expect, test } from 'vitest';
import { withinAge } from '../../../src/activities/postgres/snapshot-age.ts';

const open = () => new AbortController().signal;
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

test('M21: ends work under a snapshot that has grown too old, and says what can be done', async () => {
  await expect(withinAge(10, open(), untilAborted)).rejects.toMatchObject({
    kind: 'SnapshotTooOld',
    hint: expect.stringContaining('dump.maxSnapshotAge'),
  });
});

test.each([
  ['a limit', 60_000],
  ['none', undefined],
])('hands on what the work came to, with %s', async (_, limitMs) => {
  expect(await withinAge(limitMs, open(), async () => 'done')).toBe('done');
  await expect(withinAge(limitMs, open(), () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
});

test.each([
  ['a limit', 60_000],
  ['none', undefined],
])('hands on a cancellation, with %s', async (_, limitMs) => {
  const cancelled = AbortSignal.abort(new Error('cancelled'));
  const work = async (signal: AbortSignal) => signal.throwIfAborted();
  await expect(withinAge(limitMs, cancelled, work)).rejects.toThrow('cancelled');
});
