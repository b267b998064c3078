import { execa } from 'execa';
import { expect, test } from 'vitest';
import { findOnPath } from '../../src/tools/search-path.ts';
import { firedrill } from './command-line.ts';

const env = { DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders' };

test.each(['bash', 'zsh', 'fish'])('completion %s prints a script that its shell understands', async shell => {
  const { exitCode, stdout, stderr } = await firedrill(['completion', shell]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('firedrill complete --');
  // A shell that is not on this machine cannot be asked.
  if (findOnPath(shell, process.env['PATH']) === undefined) return;
  const read = await execa(shell, ['-n'], { input: stdout, reject: false });
  expect(read).toMatchObject({ exitCode: 0, stderr: '' });
});

test.each([
  [['complete', '--', 'resto'], 'restore-test\t'],
  [['complete', '--', 'backup', ''], 'orders\ttarget'],
  [['complete', '--', 'restore-test', 'or'], 'orders\ttarget'],
  [['complete', '--', 'verify', 'or'], 'orders\ttarget'],
])('suggests what can follow: %j', async (args, line) => {
  const { exitCode, stdout } = await firedrill(args, { env });
  expect(exitCode).toBe(0);
  expect(stdout).toContain(line);
});

test('suggests no target where there is no configuration, without a word', async () => {
  const { exitCode, stdout, stderr } = await firedrill(['complete', '--', 'backup', '']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).not.toContain('target');
});
