import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKeyFile } from '../../../src/activities/keys/key-file.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { HEX, keyFile } from './key-files.ts';

describe('a key file', () => {
  test('is named by the SHA-256 of its bytes', () => {
    const fingerprint = createHash('sha256').update(Buffer.from(HEX, 'hex')).digest('hex').slice(0, 16);
    expect(readKeyFile(keyFile(`firedrill-key-1 ${HEX}\n`)).fingerprint).toBe(fingerprint);
  });

  test.each([
    ['has remarks around the key', `# ours\n\nfiredrill-key-1 ${HEX}\n# end\n`],
    ['has no line break at its end', `firedrill-key-1 ${HEX}`],
  ])('may be one that %s', (_, text) => {
    expect(readKeyFile(keyFile(text)).bytes.toString('hex')).toBe(HEX);
  });

  test.each([0o400, 0o600])('of mode %o is read', mode => {
    expect(readKeyFile(keyFile(`firedrill-key-1 ${HEX}\n`, mode)).bytes.toString('hex')).toBe(HEX);
  });

  test.each([0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o644, 0o666])(
    'of mode %o is refused, with the remedy',
    mode => {
      const path = keyFile(`firedrill-key-1 ${HEX}\n`, mode);
      expect(() => readKeyFile(path)).toThrow(
        expect.objectContaining({ kind: 'SecretUnavailable', hint: `chmod 600 ${path}` }),
      );
    },
  );

  test.each([
    ['empty', ''],
    ['cut', `firedrill-key-1 ${HEX.slice(2)}\n`],
    ['too long', `firedrill-key-1 ${HEX}ab\n`],
    ['of a later form', `firedrill-key-2 ${HEX}\n`],
    ['not hex', `firedrill-key-1 ${'xy'.repeat(32)}\n`],
    ['only a remark', `# firedrill-key-1 ${HEX}\n`],
    ['another kind of key', '-----BEGIN PRIVATE KEY-----\n'],
  ])('that is %s is wrong, and is not shown', (_, text) => {
    const path = keyFile(text);
    expect(() => readKeyFile(path)).toThrow(
      expect.objectContaining({ kind: 'KeyWrong', message: `${path} is not a key file of Firedrill` }),
    );
  });

  test('that is not there is missing, and is not made by reading', () => {
    const path = join(temporaryFolder(), 'keys', 'key');
    expect(() => readKeyFile(path)).toThrow(
      expect.objectContaining({
        kind: 'KeyMissing',
        message: `the key file ${path} cannot be read`,
        hint: expect.stringContaining('firedrill init'),
      }),
    );
    expect(existsSync(path)).toBe(false);
  });

  test('that is a folder is refused', () => {
    const path = join(temporaryFolder(), 'key');
    mkdirSync(path, { mode: 0o700 });
    expect(() => readKeyFile(path)).toThrow(expect.objectContaining({ kind: 'KeyMissing' }));
  });
});
