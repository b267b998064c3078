import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askProgram } from '../../src/tools/said.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

/** A program that says how often it was asked. */
const COUNTING = 'echo x >> "$0.asked"; wc -l < "$0.asked"';

test('a program is asked once', async () => {
  const path = writeProgram(join(temporaryFolder(), 'zstd'), COUNTING);
  const answers = [await askProgram(path, ['--version']), await askProgram(path, ['--version'])];
  expect(answers.map(({ stdout }) => stdout.trim())).toEqual(['1', '1']);
});

test('a program is asked again once it was replaced', async () => {
  const path = writeProgram(join(temporaryFolder(), 'zstd'), 'echo 1.5.4');
  await askProgram(path, ['--version']);
  writeProgram(path, 'echo 1.5.6 and more');
  expect((await askProgram(path, ['--version'])).stdout).toBe('1.5.6 and more');
});

test('an answer to one question is none to another', async () => {
  const path = writeProgram(join(temporaryFolder(), 'pg_config'), 'echo "$1"');
  await askProgram(path, ['--version']);
  expect((await askProgram(path, ['--bindir'])).stdout).toBe('--bindir');
});

test('what a program says as it fails is not remembered', async () => {
  const path = writeProgram(join(temporaryFolder(), 'zstd'), `${COUNTING}; exit 1`);
  const answers = [await askProgram(path, ['--version']), await askProgram(path, ['--version'])];
  expect(answers.map(({ stdout, failed }) => [stdout.trim(), failed])).toEqual([
    ['1', true],
    ['2', true],
  ]);
});
