import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeMissingKey } from '../../../src/activities/keys/key-creation.ts';
import { createKeyFile, readKeyFile } from '../../../src/activities/keys/key-file.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { temporaryFolder } from '../../stack/folders.ts';

/** A configuration by the environment alone, with one directory repository. */
function backingUpInto(repository: string) {
  const environment = { DATABASE_URL: 'postgres://me@127.0.0.1/orders', DB_BACKUP_DIR: repository };
  return loadConfiguration({}, environment, temporaryFolder());
}

/** A folder in memory: a place that shares no file system with a repository on the disk. */
const MEMORY = '/dev/shm';

test.skipIf(!existsSync(MEMORY))('a missing key is made where it may be, and a person is told once', () => {
  const folder = mkdtempSync(join(MEMORY, 'fd-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keys = { file: join(folder, 'keys', 'key'), createMissing: true };
  const configuration = backingUpInto(join(temporaryFolder(), 'repository'));
  expect(makeMissingKey(keys, configuration)).toEqual([
    `made the key ${keys.file}: no backup opens without this file, keep a copy of it elsewhere`,
  ]);
  expect(statSync(keys.file).mode & 0o777).toBe(0o600);
  const { fingerprint } = readKeyFile(keys.file);
  expect(makeMissingKey(keys, configuration)).toEqual([]);
  expect(readKeyFile(keys.file).fingerprint).toBe(fingerprint);
});

test('no key is made inside a repository', () => {
  const repository = join(temporaryFolder(), 'repository');
  const keys = { file: join(repository, 'keys', 'key'), createMissing: true };
  expect(() => makeMissingKey(keys, backingUpInto(repository))).toThrow(
    expect.objectContaining({
      kind: 'KeyMissing',
      message: expect.stringContaining('inside the repository'),
      hint: expect.stringContaining('FIREDRILL_KEY_FILE'),
    }),
  );
  expect(existsSync(repository)).toBe(false);
});

test('no key is made where somebody was to run init', () => {
  const keys = { file: join(temporaryFolder(), 'key'), createMissing: false };
  expect(makeMissingKey(keys, backingUpInto(temporaryFolder()))).toEqual([]);
  expect(existsSync(keys.file)).toBe(false);
});

test('a key that is there is left alone, wherever it lies', () => {
  const repository = temporaryFolder();
  const keys = { file: join(repository, 'key'), createMissing: true };
  const made = createKeyFile(keys.file);
  expect(makeMissingKey(keys, backingUpInto(repository))).toEqual([]);
  expect(readKeyFile(keys.file)).toEqual(made);
});
