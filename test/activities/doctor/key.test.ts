import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnoseKeys } from '../../../src/activities/doctor/key.ts';
import { createKeyFile } from '../../../src/activities/keys/key-file.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { depsOf, findingIn, job, targetOf } from './surroundings.ts';

async function diagnose(keyFile: string, repository = join(temporaryFolder(), 'repository')) {
  const deps = depsOf({
    DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders',
    FIREDRILL_KEY_FILE: keyFile,
    DB_BACKUP_DIR: repository,
  });
  return diagnoseKeys(targetOf(deps), job, deps);
}

test('a key that its owner alone may read is ok, and warned of while no second one opens the backups', async () => {
  const file = join(temporaryFolder(), 'key');
  const fingerprint = createKeyFile(file)?.fingerprint;
  const findings = await diagnose(file);
  expect(findingIn(findings, 'key file')).toMatchObject({ verdict: 'ok', found: `${file}, ${fingerprint}` });
  expect(findingIn(findings, 'offline key')).toMatchObject({
    verdict: 'warning',
    hint: expect.stringContaining('openssl genrsa'),
  });
  expect(findingIn(findings, 'backups: key').verdict).toBe('skipped');
});

test('a key that others may read has failed, with the command that mends it', async () => {
  const file = join(temporaryFolder(), 'key');
  createKeyFile(file);
  chmodSync(file, 0o644);
  expect(findingIn(await diagnose(file), 'key file')).toMatchObject({ verdict: 'failed', hint: `chmod 600 ${file}` });
});

test('a file that is no key has failed', async () => {
  const file = join(temporaryFolder(), 'key');
  writeFileSync(file, 'planted-not-a-key', { mode: 0o600 });
  const findings = await diagnose(file);
  expect(findingIn(findings, 'key file')).toMatchObject({
    verdict: 'failed',
    found: `${file} is not a key file of Firedrill`,
  });
  expect(JSON.stringify(findings)).not.toContain('planted-not-a-key');
});

test('a key that the first backup makes is no failure before it', async () => {
  const file = join(temporaryFolder(), 'key');
  expect(findingIn(await diagnose(file), 'key file')).toMatchObject({
    verdict: 'ok',
    found: expect.stringContaining('made by the first backup'),
  });
});

test('a key inside a repository has failed', async () => {
  const repository = join(temporaryFolder(), 'repository');
  mkdirSync(repository);
  const file = join(repository, 'key');
  createKeyFile(file);
  expect(findingIn(await diagnose(file, repository), 'place')).toMatchObject({
    verdict: 'failed',
    found: `the key file ${file} lies inside the repository ${repository}`,
  });
});
