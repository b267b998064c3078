import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../dev/stack/ports.ts';
import { silentServer } from '../stack/silent-server.ts';
import { documentOf, firedrill } from './command-line.ts';

const env = { DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders' };
const COMMANDS = [['backup'], ['restore-test'], ['runs'], ['watch', 'backup:orders'], ['cancel', 'backup:orders']];

test.each(COMMANDS)('%s says that Temporal is missing, where it looked and how to start it', async (...args) => {
  const address = `127.0.0.1:${await freePort()}`;
  const ended = await firedrill([...args, '--address', address, '--json'], { env });
  const message = `no Temporal server answers at ${address}`;
  expect(ended.exitCode).toBe(20);
  expect(ended.stderr).toMatch(new RegExp(`^error: ${message}\\nhint: start one with: firedrill up; .*--address`));
  expect(documentOf(ended)).toMatchObject({
    kind: 'error',
    error: { kind: 'TemporalUnreachable', message, exitCode: 20 },
  });
});

test('a server that takes connections and never answers counts as none', async () => {
  const address = await silentServer();
  const ended = await firedrill(['backup'], { env: { ...env, TEMPORAL_ADDRESS: address } });
  expect(ended).toMatchObject({
    exitCode: 20,
    stderr: expect.stringContaining(`no Temporal server answers at ${address}`),
  });
});

test.each([['status'], ['list']])('%s answers while Temporal is down', async name => {
  const address = `127.0.0.1:${await freePort()}`;
  const { stdout, stderr } = await firedrill([name, '--address', address], {
    env: { ...env, DB_BACKUP_DIR: 'backups' },
  });
  expect(stdout).toContain(name === 'status' ? 'unprotected' : 'no backups yet');
  expect(stderr).not.toContain('error:');
});

test('no command listens anywhere', async () => {
  const port = await freePort();
  await firedrill(['runs', '--address', `127.0.0.1:${port}`], { env });
  const refused = await new Promise(resolve => connect(port, '127.0.0.1').once('error', resolve));
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
});
