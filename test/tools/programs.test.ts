import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from '../../src/tools/programs.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

test.each([
  ['on stdout', "echo '*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***'", '1.5.4'],
  ['on stderr', "echo 'version 2.10' >&2", '2.10'],
  ['also when it ends with 1', "echo 'version 2.10'; exit 1", '2.10'],
  ['nowhere', 'exit 0', 'unknown'],
])('finds a program with its version, said %s', async (_, script, version) => {
  const PATH = temporaryFolder();
  const path = writeProgram(join(PATH, 'zstd'), script);
  expect(await findProgram('zstd', { PATH })).toEqual({ path, version, origin: 'PATH' });
});

test('asks for the version in the way it is told', async () => {
  const PATH = temporaryFolder();
  writeProgram(join(PATH, 'go'), 'test "$*" = version && echo go1.2.3');
  expect(await findProgram('go', { PATH }, ['version'])).toMatchObject({ version: '1.2.3' });
});

test('finds nothing where PATH has none', async () => {
  expect(await findProgram('zstd', { PATH: temporaryFolder() })).toBeUndefined();
});
