import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { meter, tally } from '../../../src/activities/lib/tally.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const CONTENT = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251));

/** The content in chunks of `chunkBytes` through a stream; what came out. */
async function pass(stream: NodeJS.ReadWriteStream, content: Buffer, chunkBytes: number): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(content.length / chunkBytes) }, (_, index) =>
    content.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const out = buffer(stream as NodeJS.ReadableStream);
  await pipeline(Readable.from(chunks), stream);
  return out;
}

test.each([1, 7, 100, 256, 999, 1_000])(
  'lets bytes through in chunks of %i, and counts and hashes them',
  async chunk => {
    const { stream, result } = tally(256);
    expect(await pass(stream, CONTENT, chunk)).toEqual(CONTENT);
    expect(result()).toEqual({
      sizeBytes: 1_000,
      sha256: sha256(CONTENT),
      parts: [0, 256, 512, 768].map(start => sha256(CONTENT.subarray(start, start + 256))),
    });
  },
);

test.each([
  ['ends with a part', 250, 4],
  ['is one part', 1_000, 1],
  ['is smaller than a part', 4_096, 1],
])('counts no empty part where the content %s', async (_, partBytes, count) => {
  const { stream, result } = tally(partBytes);
  await pass(stream, CONTENT, 64);
  expect(result().parts).toHaveLength(count);
  expect(result().parts.at(-1)).toBe(sha256(CONTENT.subarray((count - 1) * partBytes)));
});

test('gives one empty part for no content', async () => {
  const { stream, result } = tally(256);
  await pass(stream, Buffer.alloc(0), 1);
  expect(result()).toEqual({ sizeBytes: 0, sha256: sha256(Buffer.alloc(0)), parts: [sha256(Buffer.alloc(0))] });
});

test('gives the same result when asked again', async () => {
  const { stream, result } = tally(256);
  await pass(stream, CONTENT, 64);
  expect(result()).toEqual(result());
});

test.each([
  ['a tally', (onBytes: (sizeBytes: number) => void) => tally(256, onBytes).stream],
  ['a meter', meter],
])('%s says how many bytes there have been', async (_, open) => {
  const said: number[] = [];
  expect(
    await pass(
      open(sizeBytes => said.push(sizeBytes)),
      CONTENT,
      400,
    ),
  ).toEqual(CONTENT);
  expect(said).toEqual([400, 800, 1_000]);
});
