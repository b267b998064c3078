import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createKeyFile, type LocalKey } from '../../../src/activities/keys/key-file.ts';
import { type LocalWrapping, unwrapLocally, wrapLocally } from '../../../src/activities/keys/wrapping.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const KEY_ID = '0b9f2c1e-4f2e9a7c01d3b5e6';
const CONTENT = randomBytes(32);

function localKey(): LocalKey {
  const made = createKeyFile(join(temporaryFolder(), 'key'));
  if (made === undefined) throw new TypeError('a new folder has no key');
  return made;
}

/** Base64 with one bit of the decoded bytes changed. */
function flipped(text: string, position: number): string {
  const bytes = Buffer.from(text, 'base64');
  bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
  return bytes.toString('base64');
}

describe('a content key wrapped by the local key', () => {
  test('is opened by it', () => {
    const local = localKey();
    expect(unwrapLocally(wrapLocally(CONTENT, KEY_ID, local), KEY_ID, local)).toEqual(CONTENT);
  });

  test('does not contain the content key, and names the local key by its fingerprint only', () => {
    const local = localKey();
    const wrapping = wrapLocally(CONTENT, KEY_ID, local);
    expect(wrapping).toMatchObject({ by: 'local', algorithm: 'AES-256-GCM', fingerprint: local.fingerprint });
    const stored = Buffer.concat(
      [wrapping.nonce, wrapping.ciphertext, wrapping.tag].map(text => Buffer.from(text, 'base64')),
    );
    expect(stored).toHaveLength(12 + 32 + 16);
    expect(stored.includes(CONTENT)).toBe(false);
    expect(stored.includes(local.bytes)).toBe(false);
  });

  test('looks different each time', () => {
    const local = localKey();
    const [one, two] = [wrapLocally(CONTENT, KEY_ID, local), wrapLocally(CONTENT, KEY_ID, local)];
    expect(one.nonce).not.toBe(two.nonce);
    expect(one.ciphertext).not.toBe(two.ciphertext);
  });

  test('is not opened by another local key', () => {
    const wrapping = wrapLocally(CONTENT, KEY_ID, localKey());
    expect(() => unwrapLocally(wrapping, KEY_ID, localKey())).toThrow(expect.objectContaining({ kind: 'KeyWrong' }));
  });

  test('is not opened under another id', () => {
    const local = localKey();
    const wrapping = wrapLocally(CONTENT, KEY_ID, local);
    expect(() => unwrapLocally(wrapping, 'ffffffff-4f2e9a7c01d3b5e6', local)).toThrow(
      expect.objectContaining({ kind: 'KeyWrong', message: 'the key file does not open ffffffff-4f2e9a7c01d3b5e6' }),
    );
  });

  test.each<[string, (wrapping: LocalWrapping) => Partial<LocalWrapping>]>([
    ['a changed nonce', ({ nonce }) => ({ nonce: flipped(nonce, 0) })],
    ['a changed first byte', ({ ciphertext }) => ({ ciphertext: flipped(ciphertext, 0) })],
    ['a changed last byte', ({ ciphertext }) => ({ ciphertext: flipped(ciphertext, 31) })],
    ['a changed tag', ({ tag }) => ({ tag: flipped(tag, 15) })],
    ['a tag of four bytes', ({ tag }) => ({ tag: Buffer.from(tag, 'base64').subarray(0, 4).toString('base64') })],
    ['no tag', () => ({ tag: '' })],
    ['no nonce', () => ({ nonce: '' })],
    ['no ciphertext', () => ({ ciphertext: '' })],
    [
      'bytes appended',
      ({ ciphertext }) => ({
        ciphertext: Buffer.concat([Buffer.from(ciphertext, 'base64'), CONTENT]).toString('base64'),
      }),
    ],
  ])('is not opened with %s', (_, change) => {
    const local = localKey();
    const wrapping = wrapLocally(CONTENT, KEY_ID, local);
    expect(() => unwrapLocally({ ...wrapping, ...change(wrapping) }, KEY_ID, local)).toThrow(
      expect.objectContaining({ kind: 'KeyWrong' }),
    );
  });
});
