import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { ProcessFailed, runProgram } from '../../../src/activities/lib/processes.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { writeProgram } from '../../tools/program-scripts.ts';
import { shell } from './flows.ts';

const signal = new AbortController().signal;

afterEach(() => vi.unstubAllEnvs());

test('returns what a program wrote', async () => {
  expect(await runProgram(shell('echo one; echo two >&2; echo three'), signal)).toEqual({
    stdout: 'one\nthree',
    stderr: 'two\n',
  });
});

test('hands input to a program', async () => {
  expect(await runProgram({ file: 'rev', args: [] }, signal, 'abc')).toMatchObject({ stdout: 'cba' });
});

test('takes a program that ends well without reading its input', async () => {
  expect(await runProgram(shell('echo fine'), signal, 'x'.repeat(5_000_000))).toMatchObject({ stdout: 'fine' });
});

test('gives a program no input where there is none', async () => {
  expect(await runProgram(shell('cat; echo end'), signal)).toMatchObject({ stdout: 'end' });
});

test('gives a program its arguments as they are, and no shell', async () => {
  const args = ['%s\\n', '$HOME', '`id`', 'two words', "it's; exit 1"];
  const { stdout } = await runProgram({ file: 'printf', args }, signal);
  expect(stdout.split('\n')).toEqual(args.slice(1));
});

test("passes nothing of the worker's environment on but the search path", async () => {
  vi.stubEnv('PGPASSWORD', 'planted-secret');
  vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
  const { stdout } = await runProgram({ file: 'env', args: [], env: { PGSERVICE: 'orders' } }, signal);
  expect(stdout.split('\n').toSorted()).toEqual(['LC_ALL=C.UTF-8', `PATH=${process.env['PATH']}`, 'PGSERVICE=orders']);
});

test.runIf(process.platform === 'linux')('keeps the environment of a program out of every argument list', async () => {
  const at = temporaryFolder();
  // All programs are started by way of setpriv, where there is one.
  writeProgram(
    join(at, 'setpriv'),
    `echo "$@" >> ${at}/arguments; until test "$1" = --; do shift; done; shift; exec "$@"`,
  );
  vi.stubEnv('PATH', `${at}:${process.env['PATH']}`);
  const { stdout } = await runProgram(shell('echo "$PGPASSWORD"', { PGPASSWORD: 'planted-secret' }), signal);
  expect(stdout).toBe('planted-secret');
  const seen = readFileSync(join(at, 'arguments'), 'utf8');
  expect(seen).toContain('sh -c echo');
  expect(seen).not.toContain('planted-secret');
});

test.each([
  ['that exits with another code than 0', shell('echo partly; echo "no such table" >&2; exit 3'), 'sh exited with 3'],
  ['that is killed', shell('echo partly; echo "no such table" >&2; kill -9 $$'), 'sh was ended by SIGKILL'],
])('throws for a program %s, with its last words', async (_, command, message) => {
  const failure = await runProgram(command, signal).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ProcessFailed);
  expect(failure).toMatchObject({ message, program: 'sh', stdout: 'partly', stderr: 'no such table\n' });
});

test('names a missing program by its name alone', async () => {
  const running = runProgram({ file: '/nowhere/pg_dump', args: ['--dbname', 'orders'] }, signal);
  await expect(running).rejects.toThrow(/^pg_dump (exited with 127|did not start \(ENOENT\))$/);
});
