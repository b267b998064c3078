import { execa } from 'execa';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';
import { documentOf, firedrill } from './command-line.ts';

/** A target that has no backup yet, and a setting that is worth a note. */
const env = {
  DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders',
  DB_BACKUP_DIR: 'backups',
  SLACK_WEBHOOK_URL: 'https://hooks.example/1',
};

test('stdout has the result only; notes and warnings go to stderr', async () => {
  const { exitCode, stdout, stderr } = await firedrill(['status'], { env });
  expect(exitCode).toBe(7);
  expect(stdout).toMatch(/^TARGET +VERDICT .*\norders +unprotected .*$/);
  expect(stderr).toContain('warning: SLACK_WEBHOOK_URL');
  expect(stderr).toContain('orders: there is no backup');
});

test('--quiet leaves the result and drops notes and warnings', async () => {
  const { exitCode, stdout, stderr } = await firedrill(['status', '--quiet'], { env });
  expect({ exitCode, stderr }).toEqual({ exitCode: 7, stderr: '' });
  expect(stdout).toContain('unprotected');
});

test('--quiet does not silence an error', async () => {
  const { exitCode, stderr } = await firedrill(['status', 'ordres', '--quiet'], { env });
  expect(exitCode).toBe(10);
  expect(stderr).toBe('error: there is no target "ordres"; did you mean "orders"?\nhint: there are orders');
});

test.each([
  [['status'], 'status', 7],
  [['list'], 'list', 0],
  [['version'], 'version', 0],
  [['config', 'schema'], 'config', 0],
])('%j with --json prints one document in the envelope and no text', async (args, kind, exitCode) => {
  const ended = await firedrill([...args, '--json'], { env });
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.stdout.split('\n')).toHaveLength(1);
  expect(documentOf(ended)).toEqual({ schemaVersion: 1, kind, data: expect.any(Object) });
});

test('a reader that has seen enough is no failure', async () => {
  const command = [process.execPath, 'src/client/main.ts', 'config', 'schema'].map(word => `'${word}'`).join(' ');
  const script = `{ ${command}; echo "ended with $?" >&2; } | true`;
  const { stderr } = await execa('sh', ['-c', script], { env: { HOME: temporaryFolder() } });
  expect(stderr).toBe('ended with 0');
});

test('on a pipe nothing is coloured', async () => {
  const { stdout, stderr } = await firedrill(['status'], { env });
  expect(stdout + stderr).not.toContain('\u001b');
});
