import { resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type Files, folderWith } from './files.ts';

const CLI = ['src/client/main.ts', 'config', 'validate'];
const WORKER = ['src/worker.ts'];

async function start([program, ...words]: readonly string[], files: Files, environment: Record<string, string>) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [resolve(program ?? ''), ...words], {
    cwd: folderWith(files),
    env: { ...environment },
    extendEnv: false,
    reject: false,
    timeout: 20_000,
  });
  return { exitCode, stdout, stderr };
}

test.each([
  ['the command line', CLI, 'error'],
  ['the worker', WORKER, 'firedrill worker'],
])('without a file and variables %s ends with 2 and names both ways (M1)', async (_, program, name) => {
  const { exitCode, stdout, stderr } = await start(program, {}, {});
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toBe(
    `${name}: there is no firedrill.yaml, and no variable names a database\nhint: set DATABASE_URL (or POSTGRES_HOST, POSTGRES_DB, …), or write a file with: firedrill init`,
  );
});

test.each([
  ['the command line', CLI],
  ['the worker', WORKER],
])('%s ends with 2 where the variables disagree, and shows no secret (M1)', async (_, program) => {
  const variables = { DATABASE_URL: 'postgres://kim:hunter2@db/orders', POSTGRES_DB: 'shop' };
  const { exitCode, stderr } = await start(program, {}, variables);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('DATABASE_URL and POSTGRES_DB name different databases (dbname)');
  expect(stderr).not.toContain('hunter2');
});

test('the command line prints every problem of a file on a line of its own', async () => {
  const { exitCode, stderr } = await start(CLI, 'version: 2\ntargets: {}\nfoo: 1\nrepositories: {}\n', {});
  expect(exitCode).toBe(2);
  expect(stderr.match(/firedrill\.yaml:\d+:\d+: .*/g)).toHaveLength(4);
});

test('a configuration of variables alone can be used', async () => {
  expect(await start(CLI, {}, { DATABASE_URL: 'postgres://db/orders' })).toMatchObject({ exitCode: 0 });
});
