import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../dev/stack/ports.ts';
import { takeLock } from '../../src/local/lock-file.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from '../tools/program-scripts.ts';
import { firedrill } from './command-line.ts';

/** Surroundings in which `up` finds a target and a `temporal` that ends at once. */
function surroundings() {
  const at = temporaryFolder();
  const version = "case $1 in --version) echo 'temporal version 1.5.1 (Server 1.29.1)';;";
  const script = `${version} *) echo "the database file is damaged" >&2; exit 1;; esac`;
  return { DATABASE_URL: 'postgres://backup@db/orders', TEMPORAL_CLI_PATH: writeProgram(join(at, 'temporal'), script) };
}

async function up(address: string, args: readonly string[] = []) {
  return firedrill(['up', '--address', address, ...args], { env: surroundings() });
}

test.each(['db.example.com:7233', 'localhost', '10.0.0.1:7233'])('up refuses to be the server %s', async address => {
  const { exitCode, stdout, stderr } = await up(address);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(address);
  expect(stderr).toContain('hint: for that server, run workers only');
});

test('up refuses a port whose UI would have none', async () => {
  expect(await up('127.0.0.1:65000')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no port 66000') });
});

test('up says which port is in use', async () => {
  const port = await freePort(1_000);
  const server = createServer();
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { exitCode, stderr } = await up(`127.0.0.1:${port}`);
  expect(exitCode).toBe(11);
  expect(stderr).toMatch(new RegExp(`error: port ${port} of this machine is in use\\nhint: .*--address`));
});

test('up says which process uses its folder', async () => {
  const folder = temporaryFolder();
  takeLock(join(folder, 'lock'), folder);
  const { exitCode, stderr } = await up(`127.0.0.1:${await freePort(1_000)}`, ['--dir', folder]);
  expect(exitCode).toBe(11);
  expect(stderr).toContain(`error: ${folder} is used by process ${process.pid}\nhint: `);
});

test('up says what a server said that did not start', async () => {
  const { exitCode, stdout, stderr } = await up(`127.0.0.1:${await freePort(1_000)}`);
  expect({ exitCode, stdout }).toEqual({ exitCode: 20, stdout: '' });
  expect(stderr).toContain('the database file is damaged');
  expect(stderr).not.toMatch(/\n {4}at /);
});
