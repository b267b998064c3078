import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONTEXT, decrypt, encrypt, FRAME_BYTES, KEY } from './message.ts';

const CONTENT = randomBytes(2 * FRAME_BYTES + 1_000);

let message: Buffer;
beforeAll(async () => {
  message = await encrypt(CONTENT);
});

describe('a message', () => {
  test.each([0, 1, 1_000, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES])(
    'of %i bytes is decrypted to what was encrypted',
    async sizeBytes => {
      const content = randomBytes(sizeBytes);
      const decrypted = await decrypt(await encrypt(content));
      expect(decrypted.failure).toBeUndefined();
      expect(decrypted.content.equals(content)).toBe(true);
    },
  );

  test('shows nothing of its content', () => {
    for (let start = 0; start < CONTENT.length; start += 100_000) {
      expect(message.includes(CONTENT.subarray(start, start + 16))).toBe(false);
    }
  });

  test('is another one each time', async () => {
    const [one, two] = [await encrypt(Buffer.alloc(100)), await encrypt(Buffer.alloc(100))];
    expect(one.equals(two)).toBe(false);
    expect(one.subarray(-50).equals(two.subarray(-50))).toBe(false);
  });

  test('leaves the key as it was', async () => {
    await decrypt(message);
    expect(KEY.bytes).toEqual(Buffer.alloc(32, 7));
  });
});

test.each([
  ['one byte', Buffer.from('x')],
  ['a whole message', undefined],
])('what follows the end of a message, %s, never comes out', async (_, more) => {
  const { content } = await decrypt(Buffer.concat([message, more ?? message]));
  expect(content.equals(CONTENT)).toBe(true);
});

describe('a message does not pass for one of', () => {
  test.each(['repository', 'target', 'backup', 'artifact'] as const)('another %s of the same key', async field => {
    const { content, failure } = await decrypt(message, KEY, { ...CONTEXT, [field]: 'another' });
    expect(failure).toMatchObject({
      kind: 'ArtifactDamaged',
      message: expect.stringContaining(`for another ${field}`),
    });
    expect(content).toHaveLength(0);
  });

  test.each([
    ['another key', { ...KEY, bytes: Buffer.alloc(32, 8) }],
    ['the same key under another name', { ...KEY, keyId: 'another' }],
  ])('%s', async (_, key) => {
    const { content, failure } = await decrypt(message, key);
    expect(failure).toBeInstanceOf(Error);
    expect(content).toHaveLength(0);
  });
});
