import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTemporal, obtainTemporal } from '../../src/tools/temporal.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

const saying = (server: string) => `echo 'temporal version 1.5.1 (Server ${server}, UI 2.42.1)'`;

/** A `temporal` in every place where one is looked for, each of a version of its own. */
function everywhere() {
  const at = temporaryFolder();
  writeProgram(join(at, 'cache', 'bin', 'temporal'), saying('1.3.0'));
  return {
    TEMPORAL_CLI_PATH: writeProgram(join(at, 'named'), saying('1.1.0')),
    PATH: join(writeProgram(join(at, 'path', 'temporal'), saying('1.2.0')), '..'),
    FIREDRILL_CACHE: join(at, 'cache'),
  };
}

test.each([
  ['TEMPORAL_CLI_PATH', {}, '1.1.0'],
  ['PATH', { TEMPORAL_CLI_PATH: undefined }, '1.2.0'],
  ['PATH', { TEMPORAL_CLI_PATH: '' }, '1.2.0'],
  ['cache', { TEMPORAL_CLI_PATH: undefined, PATH: undefined }, '1.3.0'],
])('finds the program by %s, next in order: %j', async (origin, change, version) => {
  expect(await findTemporal({ ...everywhere(), ...change })).toMatchObject({ origin, version });
});

test("finds the SDK's own download in the cache", async () => {
  const cache = temporaryFolder();
  const path = writeProgram(join(cache, 'bin', 'temporal-sdk-typescript-1.24.0'), saying('1.4.0'));
  expect(await findTemporal({ FIREDRILL_CACHE: cache })).toEqual({ path, version: '1.4.0', origin: 'cache' });
});

test.each([
  ['may not be run', (path: string) => chmodSync(path, 0o644)],
  ['does not run', (path: string) => writeProgram(path, 'exit 1')],
])('passes over a program that %s', async (_, spoil) => {
  const environment = everywhere();
  spoil(environment.TEMPORAL_CLI_PATH);
  expect(await findTemporal(environment)).toMatchObject({ origin: 'PATH' });
});

test('finds nothing where there is nothing', async () => {
  expect(await findTemporal({ FIREDRILL_CACHE: temporaryFolder(), PATH: '/nowhere' })).toBeUndefined();
});

test.each([
  [saying('1.29.1-rc.2'), '1.29.1-rc.2'],
  ["echo 'temporal version 0.13.2'", '0.13.2'],
  ["echo 'hello'", 'unknown'],
])('reads the version from %s', async (script, version) => {
  const TEMPORAL_CLI_PATH = writeProgram(join(temporaryFolder(), 'temporal'), script);
  expect(await findTemporal({ TEMPORAL_CLI_PATH, FIREDRILL_CACHE: '/nowhere' })).toMatchObject({ version });
});

test('downloads nothing where a program is found', async () => {
  const said: string[] = [];
  expect(await obtainTemporal(everywhere(), line => said.push(line))).toMatchObject({ version: '1.1.0' });
  expect(said).toEqual([]);
});
