import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { partsSink } from '../../../src/activities/stream/parts-sink.ts';

const PART_BYTES = 1_000;

/** Sends content in chunks of a size that fits no part, and returns the parts that came out. */
async function partsOf(content: Buffer): Promise<readonly Buffer[]> {
  const parts: Buffer[] = [];
  const chunks = Array.from({ length: Math.ceil(content.length / 333) }, (_, index) =>
    content.subarray(index * 333, (index + 1) * 333),
  );
  const sink = partsSink(PART_BYTES, async part => {
    await turn();
    parts.push(part);
  });
  await pipeline(Readable.from(chunks), sink);
  return parts;
}

test.each([
  ['less than a part', 999, [999]],
  ['exactly one', 1_000, [1_000]],
  ['one and a bit', 1_001, [1_000, 1]],
  ['several, and a rest', 3_500, [1_000, 1_000, 1_000, 500]],
  ['nothing', 0, []],
])('makes parts of one size of %s', async (_, bytes, sizes) => {
  const content = Buffer.from(Array.from({ length: bytes }, (_, index) => index % 251));
  const parts = await partsOf(content);
  expect(parts.map(part => part.length)).toEqual(sizes);
  expect(Buffer.concat(parts).equals(content)).toBe(true);
});

test('one chunk of many parts is cut', async () => {
  const parts: Buffer[] = [];
  const sink = partsSink(PART_BYTES, async part => void parts.push(part));
  await pipeline(Readable.from([Buffer.alloc(10_500, 7)]), sink);
  expect(parts).toHaveLength(11);
});

test('takes no more than two parts while the first has not been taken', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  let given = 0;
  const source = async function* () {
    for (let chunk = 0; chunk < 100; chunk += 1) {
      given += 500;
      yield Buffer.alloc(500);
    }
  };
  const sink = partsSink(PART_BYTES, () => held);
  const ended = pipeline(Readable.from(source(), { objectMode: false, highWaterMark: 1 }), sink);
  for (let turns = 0; turns < 1_000; turns += 1) await turn();
  // Two parts, and what the streams' own buffers hold.
  expect(sink.writableLength).toBeLessThanOrEqual(1_048_576);
  const written = given - sink.writableLength;
  expect(written).toBeLessThanOrEqual(3 * PART_BYTES);
  release();
  await ended;
  expect(given).toBe(50_000);
});

test.each(['the first part', 'the last part'])('fails where %s is not taken', async which => {
  let number = 0;
  const sink = partsSink(PART_BYTES, async () => {
    number += 1;
    if (number === (which === 'the first part' ? 1 : 3)) throw new Error('refused');
  });
  await expect(pipeline(Readable.from([Buffer.alloc(2_500)]), sink)).rejects.toThrow('refused');
});
