import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/client/commands.ts';
import { VERSION } from '../../src/version.ts';
import { firedrill } from './command-line.ts';

const SUBCOMMANDS = ['config validate', 'config show', 'config schema'];

test.each([...COMMANDS.map(({ name }) => name), ...SUBCOMMANDS, 'completion'])(
  '%s --help has an example, the common options and every exit code, on stdout',
  async name => {
    const { exitCode, stdout, stderr } = await firedrill([...name.split(' '), '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: firedrill ${name}`);
    expect(stdout).toMatch(/\nExamples?:\n {2}\$ .*firedrill /);
    expect(stdout).toMatch(/\nExit codes:\n(?: +\d+ {2}\S.*\n)* +2 {2}usage or configuration/);
    expect(stdout).toMatch(/\n +0 {2}\S/);
  },
);

test('--help lists every command with its summary', async () => {
  const { stdout } = await firedrill(['--help']);
  const flowing = stdout.replace(/\n {10,}/g, ' ');
  for (const { name, summary } of COMMANDS) expect(flowing).toContain(`\n  ${name.padEnd(16)}${summary}\n`);
});

test.each([
  ['help', 'backup'],
  ['backup', '-h'],
])('%s %s is help, too', async (...args) => {
  const { exitCode, stdout } = await firedrill(args);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage: firedrill backup [target] [options]');
});

test('--version prints the version alone', async () => {
  expect(await firedrill(['--version'])).toEqual({ exitCode: 0, stdout: VERSION, stderr: '' });
});

test('without a command the help goes to stderr, and that is a mistake in usage', async () => {
  const { exitCode, stdout, stderr } = await firedrill([]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^Usage: firedrill /);
  expect(stderr).toMatch(/\nerror: say which command\nhint: firedrill --help$/);
});
