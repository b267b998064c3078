import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { pace, paced } from '../../../src/activities/lib/pace.ts';

test('M21: bytes wait for those before them, whichever stream they are of', () => {
  const shared = pace(1_000);
  expect([shared.take(500, 0), shared.take(250, 0), shared.take(1, 100)]).toEqual([0, 500, 650]);
});

test('M21: time that nobody used is not made up for', () => {
  const shared = pace(1_000);
  shared.take(10, 0);
  expect([shared.take(2_000, 60_000), shared.take(1, 60_000)]).toEqual([0, 2_000]);
});

test('lets every byte through, in order', async () => {
  const sink = new PassThrough();
  const pieces = Array.from({ length: 50 }, (_, index) => `${index},`);
  await pipeline(Readable.from(pieces), paced(pace(1e9)), sink);
  expect(await text(sink)).toBe(pieces.join(''));
});

test('ends at once when it is destroyed while bytes wait', async () => {
  const slow = paced(pace(0.001));
  slow.resume();
  slow.write('first');
  slow.write('waits for hours');
  slow.destroy(new Error('let go'));
  await expect(new Promise((_, reject) => slow.once('error', reject))).rejects.toThrow('let go');
});
