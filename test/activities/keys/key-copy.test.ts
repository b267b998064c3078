import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkKeyCopy } from '../../../src/activities/keys/key-copy.ts';
import { createKeyFile, readKeyFile } from '../../../src/activities/keys/key-file.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { newKey } from './wrapped-keys.ts';

const SHARED = '/dev/shm';
const isApart = existsSync(SHARED) && statSync(SHARED).dev !== statSync(tmpdir()).dev;

/** A folder on another file system than the temporary one. */
function folderApart(): string {
  const folder = mkdtempSync(join(SHARED, 'fd-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('M3: says nothing where no copy is named', () => {
  expect(checkKeyCopy(newKey(), [])).toBeUndefined();
});

test.runIf(isApart)('M3: finds the same key on another file system good', () => {
  const keys = newKey();
  const copy = join(folderApart(), 'key');
  copyFileSync(keys.file, copy);
  const { fingerprint } = readKeyFile(keys.file);
  expect(checkKeyCopy({ ...keys, copy }, [fingerprint])).toEqual({ state: 'good', path: copy });
});

test.runIf(isApart)('M3: tells another key', () => {
  const keys = newKey();
  const copy = join(folderApart(), 'key');
  createKeyFile(copy);
  const { fingerprint } = readKeyFile(keys.file);
  expect(checkKeyCopy({ ...keys, copy }, [fingerprint])).toMatchObject({ state: 'bad', why: 'is another key' });
});

test('M3: does not count a copy that the same loss takes along', () => {
  const keys = newKey();
  const copy = `${keys.file}.copy`;
  copyFileSync(keys.file, copy);
  const { fingerprint } = readKeyFile(keys.file);
  expect(checkKeyCopy({ ...keys, copy }, [fingerprint])).toMatchObject({
    state: 'bad',
    why: `lies on the file system of ${keys.file}`,
  });
});

test('M3: does not count a copy that is not there', () => {
  const copy = join(temporaryFolder(), 'missing');
  expect(checkKeyCopy({ ...newKey(), copy }, ['x'])).toMatchObject({
    state: 'bad',
    why: 'cannot be read as a key here',
  });
});
