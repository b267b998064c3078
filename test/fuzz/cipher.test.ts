import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decrypt, encrypt, FRAME_BYTES } from '../activities/keys/message.ts';
import { tryCases } from './cases.ts';
import { mutateBytes } from './mutations.ts';
import { chancesOf } from './random.ts';

test.each([
  ['of no content', 0, 300],
  ['of some bytes', 100, 1_500],
  ['of three frames', 2 * FRAME_BYTES + 1_000, 60],
])('a changed message %s fails with an error, and only what is right comes out before', async (_, sizeBytes, count) => {
  const content = randomBytes(sizeBytes);
  const message = await encrypt(content);
  await tryCases(count, async chances => {
    const changed = mutateBytes(message, chances);
    const { content: found, failure } = await decrypt(changed);
    expect(content.subarray(0, found.length).equals(found)).toBe(true);
    // Bytes behind the end are noticed by the artifact's size and hash.
    if (changed.subarray(0, message.length).equals(message)) return;
    expect(failure).toBeInstanceOf(Error);
  });
});

test('a message whose header alone is changed gives no byte', async () => {
  const content = randomBytes(500);
  const message = await encrypt(content);
  const header = message.length - content.length - 40;
  await tryCases(1_500, async chances => {
    const changed = mutateBytes(message.subarray(0, header), chances);
    if (changed.equals(message.subarray(0, header))) return;
    const { content: found, failure } = await decrypt(Buffer.concat([changed, message.subarray(header)]));
    expect(failure).toBeInstanceOf(Error);
    expect(found).toHaveLength(0);
  });
});

test('bytes that were never a message fail with an error', async () => {
  await tryCases(500, async chances => {
    const { content, failure } = await decrypt(randomBytes(chances.below(2_000)));
    expect(failure).toBeInstanceOf(Error);
    expect(content).toHaveLength(0);
  });
});

test('the same seed makes the same damage', () => {
  const message = Buffer.alloc(1_000, 5);
  expect(mutateBytes(message, chancesOf(9)).equals(mutateBytes(message, chancesOf(9)))).toBe(true);
});
