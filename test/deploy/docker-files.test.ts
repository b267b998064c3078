import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readKeyFile } from '../../src/activities/keys/key-file.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { secretReader } from '../../src/config/references.ts';
import { blocksOf, PROJECT } from '../docs/documented.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { COMPOSE } from './compose-file.ts';

const dockerfile = readFileSync(join(PROJECT, 'Dockerfile'), 'utf8');

test('the lines of the page make every secret of the Compose file, readable by nobody else', async () => {
  const folder = temporaryFolder();
  const [lines = ''] = blocksOf('docker.md', 'sh');
  await execa('sh', ['-eu', '-c', lines], { cwd: folder });
  const files = Object.values(COMPOSE.secrets).map(({ file }) => join(folder, file));
  expect(readdirSync(join(folder, '.firedrill-dev/secrets'))).toHaveLength(files.length);
  const read = secretReader({});
  for (const path of files) {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(read({ from: 'file', path }).length).toBeGreaterThanOrEqual(48);
  }
  expect(readKeyFile(join(folder, '.firedrill-dev/secrets/key')).bytes).toHaveLength(32);
});

test('running the lines again keeps every secret', async () => {
  const folder = temporaryFolder();
  const [lines = ''] = blocksOf('docker.md', 'sh');
  const secrets = async () => {
    await execa('sh', ['-eu', '-c', lines], { cwd: folder });
    return Object.values(COMPOSE.secrets).map(({ file }) => readFileSync(join(folder, file), 'utf8'));
  };
  const before = await secrets();
  expect(new Set(before).size).toBe(before.length);
  expect(await secrets()).toEqual(before);
});

test('git and the image leave the secrets out', () => {
  expect(readFileSync(join(PROJECT, '.gitignore'), 'utf8')).toContain('.firedrill-dev/\n');
  expect(readFileSync(join(PROJECT, '.dockerignore'), 'utf8')).toMatch(/^\*$/m);
});

test('the workers’ configuration can be used, and names secrets that a worker is given', () => {
  const configuration = loadConfiguration({ config: join(PROJECT, 'deploy/docker/firedrill.yaml') }, {});
  expect(configuration.targets.map(({ name }) => name)).toEqual(['chinook']);
  const text = readFileSync(join(PROJECT, 'deploy/docker/firedrill.yaml'), 'utf8');
  const named = [...text.matchAll(/\/run\/secrets\/([\w-]+)/g)].map(([, name]) => name);
  expect(COMPOSE.services['worker-one']?.secrets.toSorted()).toEqual(named.toSorted());
});

test('the image’s build is given every file that it copies', () => {
  const given = readFileSync(join(PROJECT, '.dockerignore'), 'utf8').match(/(?<=^!).+$/gm) ?? [];
  for (const path of given) expect(existsSync(join(PROJECT, path))).toBe(true);
  expect(given).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'src', 'dev/build.ts']));
});

test('the image runs programs that the build makes, as an ordinary user', () => {
  expect(dockerfile).toMatch(/^USER firedrill$/m);
  const programs = [...dockerfile.matchAll(/\/opt\/firedrill\/dist\/(\S+?)\.js/g)].map(([, path]) => path);
  expect(programs.toSorted()).toEqual(['client/main', 'worker']);
  for (const path of programs) expect(existsSync(join(PROJECT, 'src', `${path}.ts`))).toBe(true);
});
