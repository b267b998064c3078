import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { decrypt, encrypt, FRAME_BYTES } from './message.ts';

/** Two whole frames and a short one. */
const CONTENT = randomBytes(2 * FRAME_BYTES + 1_000);
/** Sequence number, nonce and tag of a frame; the last one also has a mark and its length. */
const FRAME_OVERHEAD = 4 + 12 + 16;
const LAST_FRAME_OVERHEAD = FRAME_OVERHEAD + 4 + 4;

let message: Buffer;
let headerBytes: number;
beforeAll(async () => {
  message = await encrypt(CONTENT);
  headerBytes = message.length - CONTENT.length - 2 * FRAME_OVERHEAD - LAST_FRAME_OVERHEAD;
});

/** The offset of something in the message; negative ones count from its end. */
type Place = (frames: { readonly header: number; readonly frame: number; readonly end: number }) => number;
const locate = (place: Place) =>
  place({ header: headerBytes, frame: FRAME_BYTES + FRAME_OVERHEAD, end: message.length });

describe('one changed bit makes the decryption fail', () => {
  test.each<[string, Place]>([
    ['the version', () => 0],
    ['the algorithm', () => 2],
    ['the id of the message', () => 5],
    ['the encryption context', () => 60],
    ['the wrapped data key', ({ header }) => header - 80],
    ['the length of the frames', ({ header }) => header - 49],
    ['the key commitment', ({ header }) => header - 17],
    ["the header's tag", ({ header }) => header - 1],
    ['the first sequence number', ({ header }) => header + 3],
    ['the first nonce', ({ header }) => header + 4],
    ['the first frame', ({ header }) => header + 1_000],
    ["the first frame's tag", ({ header, frame }) => header + frame - 1],
    ['the second sequence number', ({ header, frame }) => header + frame + 3],
    ['the second frame', ({ header, frame }) => header + frame + 500_000],
    ["the second frame's tag", ({ header, frame }) => header + 2 * frame - 16],
    ['the mark of the last frame', ({ header, frame }) => header + 2 * frame],
    ['the last sequence number', ({ header, frame }) => header + 2 * frame + 7],
    ['the length of the last frame', ({ header, frame }) => header + 2 * frame + 23],
    ['the last frame', ({ end }) => end - 20],
    ['the last tag', ({ end }) => end - 1],
  ])('in %s', async (_, place) => {
    const changed = Buffer.from(message);
    changed.writeUInt8(message.readUInt8(locate(place)) ^ 1, locate(place));
    const { content, failure } = await decrypt(changed);
    expect(failure).toBeInstanceOf(Error);
    expect(CONTENT.subarray(0, content.length).equals(content)).toBe(true);
    expect(content.length).toBeLessThan(CONTENT.length);
  });
});

describe('a cut message makes the decryption fail', () => {
  test.each<[string, Place]>([
    ['at its beginning', () => 0],
    ['in the header', () => 100],
    ['behind the header', ({ header }) => header],
    ['in the first frame', ({ header }) => header + 1_000],
    ['at the border of the first frame', ({ header, frame }) => header + frame],
    ['at the border of the second frame', ({ header, frame }) => header + 2 * frame],
    ['in the last frame', ({ end }) => end - 500],
    ['before its last byte', ({ end }) => end - 1],
  ])('%s', async (_, place) => {
    const { content, failure } = await decrypt(message.subarray(0, locate(place)));
    expect(failure).toBeInstanceOf(Error);
    expect(CONTENT.subarray(0, content.length).equals(content)).toBe(true);
  });
});

describe('frames in another order make the decryption fail', () => {
  const frameAt = (index: number) => {
    const frameBytes = FRAME_BYTES + FRAME_OVERHEAD;
    return message.subarray(headerBytes + index * frameBytes, headerBytes + (index + 1) * frameBytes);
  };
  test.each([
    ['swapped', [1, 0, 2]],
    ['left out', [0, 2]],
    ['repeated', [0, 0, 1, 2]],
    ['the last one alone', [2]],
  ])('%s', async (_, order) => {
    const changed = Buffer.concat([message.subarray(0, headerBytes), ...order.map(frameAt)]);
    expect((await decrypt(changed)).failure).toBeInstanceOf(Error);
  });

  test('taken from another message of the same key', async () => {
    const other = await encrypt(CONTENT);
    const changed = Buffer.concat([message.subarray(0, headerBytes), other.subarray(headerBytes)]);
    const { content, failure } = await decrypt(changed);
    expect(failure).toBeInstanceOf(Error);
    expect(content).toHaveLength(0);
  });
});
