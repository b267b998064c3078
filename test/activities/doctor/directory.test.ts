import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnoseDirectory } from '../../../src/activities/doctor/directory.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { findingIn } from './surroundings.ts';

function repositoryFolder() {
  const path = join(temporaryFolder(), 'repository');
  mkdirSync(path, { mode: 0o700 });
  return { kind: 'directory', name: 'main', path } as const;
}

test('a folder is written as a backup would, and nothing of that stays', async () => {
  const repository = repositoryFolder();
  const findings = await diagnoseDirectory(repository, 'shop', 1_000, '/proc');
  expect(findingIn(findings, 'main: folder').verdict).toBe('ok');
  expect(findingIn(findings, 'main: writing').verdict).toBe('ok');
  expect(findingIn(findings, 'main: space').verdict).toBe('ok');
  expect(findingIn(findings, 'main: distance').verdict).toBe('ok');
  expect(readdirSync(repository.path)).toEqual([]);
});

test('what a killed doctor left is taken over', async () => {
  const repository = repositoryFolder();
  for (const name of ['.doctor-shop', '.doctor-shop.link']) writeFileSync(join(repository.path, name), 'half');
  expect(findingIn(await diagnoseDirectory(repository, 'shop', 1, undefined), 'main: writing').verdict).toBe('ok');
  expect(readdirSync(repository.path)).toEqual([]);
});

test('a repository on the file system of the source’s data is warned of', async () => {
  const repository = repositoryFolder();
  const findings = await diagnoseDirectory(repository, 'shop', 1, temporaryFolder());
  expect(findingIn(findings, 'main: distance').verdict).toBe('warning');
});

test('what cannot be known is skipped', async () => {
  const findings = await diagnoseDirectory(repositoryFolder(), 'shop', undefined, undefined);
  for (const label of ['main: space', 'main: distance']) expect(findingIn(findings, label).verdict).toBe('skipped');
});

test('a repository that nobody has made is not made for the doctor', async () => {
  const repository = repositoryFolder();
  const path = join(repository.path, 'deeper/still');
  const findings = await diagnoseDirectory({ ...repository, path }, 'shop', 1, undefined);
  expect(findingIn(findings, 'main: folder').verdict).toBe('ok');
  expect(findingIn(findings, 'main: writing').verdict).toBe('skipped');
  expect(() => statSync(path)).toThrow('ENOENT');
});

test('a file where the folder must be is a failure', async () => {
  const { path } = repositoryFolder();
  writeFileSync(join(path, 'file'), '');
  const findings = await diagnoseDirectory(
    { kind: 'directory', name: 'main', path: join(path, 'file') },
    'shop',
    1,
    undefined,
  );
  expect(findings.filter(({ verdict }) => verdict === 'failed').map(({ label }) => label)).toContain('main: folder');
});
