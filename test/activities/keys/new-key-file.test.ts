import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKeyFile, readKeyFile } from '../../../src/activities/keys/key-file.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { HEX, keyFile } from './key-files.ts';

describe('a new key file', () => {
  let earlier: number;
  beforeEach(() => {
    earlier = process.umask(0);
  });
  afterEach(() => {
    process.umask(earlier);
  });

  test('is 0600 in a folder 0700, whatever the umask, and alone', () => {
    const folder = join(temporaryFolder(), 'made', 'keys');
    createKeyFile(join(folder, 'key'));
    expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(['key']);
  });

  test('reads back as the key that was made', () => {
    const path = join(temporaryFolder(), 'key');
    const made = createKeyFile(path);
    expect(made?.bytes).toHaveLength(32);
    expect(readKeyFile(path)).toEqual(made);
  });

  test('says what it is for and how to keep it', () => {
    const path = join(temporaryFolder(), 'key');
    createKeyFile(path);
    expect(readFileSync(path, 'utf8')).toMatch(
      /^# .*no backup opens\.\n# Keep a copy .*\nfiredrill-key-1 [0-9a-f]{64}\n$/,
    );
  });

  test('is never one that was made before', () => {
    const folder = temporaryFolder();
    const made = ['one', 'two'].map(name => createKeyFile(join(folder, name))?.fingerprint);
    expect(new Set(made).size).toBe(2);
  });

  test.each(['', 'firedrill-key-1 cut', `firedrill-key-1 ${HEX}\n`])('is not made where "%s" lies', text => {
    const path = keyFile(text);
    expect(createKeyFile(path)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(dirname(path))).toEqual(['key']);
  });

  test('cannot be made below a file, and leaves nothing', () => {
    const path = keyFile('');
    expect(() => createKeyFile(join(path, 'folder', 'key'))).toThrow(
      expect.objectContaining({ kind: 'KeyMissing', hint: expect.stringContaining('FIREDRILL_KEY_FILE') }),
    );
    expect(() => createKeyFile(join(path, 'key'))).toThrow(expect.objectContaining({ kind: 'KeyMissing' }));
  });
});
