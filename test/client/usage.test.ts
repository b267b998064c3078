import { expect, test } from 'vitest';
import { documentOf, firedrill } from './command-line.ts';

test.each([
  [['stauts'], "unknown command 'stauts' (Did you mean status?)", 'firedrill --help'],
  [['frobnicate'], "unknown command 'frobnicate'", 'firedrill --help'],
  [['help', 'stauts'], "unknown command 'stauts' (Did you mean status?)", 'firedrill --help'],
  [['status', '--jsno'], "unknown option '--jsno' (Did you mean --json?)", 'firedrill status --help'],
  [['config', 'valdate'], "unknown command 'valdate' (Did you mean validate?)", 'firedrill config --help'],
  [['--config', 'x.yaml', 'status'], "unknown option '--config'", 'firedrill --help'],
  [['show'], "missing required argument 'backup'", 'firedrill show --help'],
  [['completion', 'tcsh'], /'tcsh' is invalid for argument 'shell'.*bash/, 'firedrill completion --help'],
  [['backup', 'a', 'b'], /too many arguments for 'backup'/, 'firedrill backup --help'],
  [['backup', '--timeout', '5'], '--timeout "5" is no duration', 'write 90s, 10m or 2h'],
  [
    ['restore-test', '--backup', 'newest'],
    /"newest" is neither "latest", "random", "before:TIME" nor a backup id/,
    'firedrill list shows the ids',
  ],
  [['verify', '--newest', '0'], '--newest "0" is no whole number above 0', 'write --newest 7'],
  [
    ['verify', '--all', '--newest', '2'],
    'of --backup, --newest and --all only one can be meant',
    'leave out the others',
  ],
])('%j is a mistake in usage, told in one line with a hint', async (args, message, hint) => {
  const { exitCode, stdout, stderr } = await firedrill(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  const [error = '', ...rest] = stderr.split('\n');
  if (message instanceof RegExp) expect(error).toMatch(message);
  else expect(error).toBe(`error: ${message}`);
  expect(rest).toEqual([`hint: ${hint}`]);
});

test.each([
  [['stauts', '--json'], 'UsageInvalid'],
  [['status', '--jsno', '--json'], 'UsageInvalid'],
  [['backup', '--timeout', '5', '--json'], 'UsageInvalid'],
  [['status', '--json'], 'ConfigurationInvalid'],
])('%j tells its error as a document in the envelope, too', async (args, kind) => {
  const ended = await firedrill(args);
  const [line = ''] = ended.stderr.split('\n');
  expect(documentOf(ended)).toEqual({
    schemaVersion: 1,
    kind: 'error',
    error: { kind, message: line.replace(/^error: /, ''), hint: expect.any(String), exitCode: 2 },
  });
  expect(ended.exitCode).toBe(2);
});

test.each([
  ['restore-test', '--backup', 'before:2026-07-01T02:00'],
  ['verify', '--backup', 'before:2026-07-01T02:00'],
  ['show', 'before:2026-07-01 02:00'],
])('M11: %s %s %s has no zone, and both readings are told', async (...args) => {
  const { exitCode, stdout, stderr } = await firedrill(args, { env: { TZ: 'Europe/Berlin' } });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('has no zone: it could be 2026-07-01T02:00:00Z or 2026-07-01T02:00:00+02:00\n');
});

test.each([
  ['runs', '--limit', 'x'],
  ['runs', '--limit', '0'],
  ['show', 'x'],
  ['report', 'nope'],
  ['report', 'backup:orders', '--format', 'pdf'],
])('%s %s %s is refused before anything is asked', async (...args) => {
  const env = { DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders', TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const { exitCode, stdout } = await firedrill(args, { env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});
