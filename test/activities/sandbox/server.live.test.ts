import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSandbox, type TestSandbox } from './sandboxes.ts';

/** A name that has to be quoted. initdb itself takes none with quotes, dollars or backslashes. */
const SUPERUSER = 'Odd näme; --';

describe.each([15, 16, 18])('the server of a sandbox, PostgreSQL %i,', major => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await makeSandbox(major, SUPERUSER);
  });
  afterAll(() => sandbox.end());

  test('has no TCP, and a socket that only its user and the worker open', async () => {
    const [row] = await sandbox.sql('SHOW listen_addresses');
    expect(row).toEqual({ listen_addresses: '' });
    for (const folder of [sandbox.folder.cluster, sandbox.folder.socket])
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    const socket = connect(`${sandbox.folder.socket}/.s.PGSQL.5432`);
    await new Promise(resolve => socket.once('connect', resolve));
    socket.destroy();
  });

  test('flushes to disk as in production, and archives, replicates and preloads nothing', async () => {
    const names = [
      ...Object.keys(sandbox.settings),
      'archive_mode',
      'max_wal_senders',
      'max_logical_replication_workers',
      'shared_preload_libraries',
    ];
    const rows = await sandbox.sql<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings WHERE name IN (${names.map(name => `'${name}'`).join()}) ORDER BY name`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      archive_mode: 'off',
      autovacuum: 'off',
      fsync: 'on',
      full_page_writes: 'on',
      maintenance_work_mem: '16384',
      max_connections: '22',
      max_logical_replication_workers: '0',
      max_wal_senders: '0',
      max_wal_size: '2048',
      shared_buffers: '2048',
      shared_preload_libraries: '',
      synchronous_commit: 'on',
    });
  });

  test('has the source’s bootstrap superuser, whatever its name', async () => {
    expect(
      await sandbox.sql('SELECT current_user::text AS name, oid::int FROM pg_roles WHERE rolname = current_user'),
    ).toEqual([{ name: SUPERUSER, oid: 10 }]);
  });

  test('says how far it is cut off', () => {
    expect(sandbox.isolation).toEqual({
      level: 'full',
      facts: expect.arrayContaining([expect.stringMatching(/^own network namespace/)]),
    });
  });

  test('runs with the priority that the limits give', () => {
    const stat = readFileSync(`/proc/${sandbox.server.pid}/stat`, 'utf8');
    expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]).toBe('5');
  });

  test.each([
    'default_transaction_read_only = on',
    `session_preload_libraries = 'not-there'`,
    'statement_timeout = 1',
    'lock_timeout = 1',
  ])('lets the worker in and work, although a restored database or role has %s', async setting => {
    const role = `"${SUPERUSER}"`;
    await sandbox.sql(
      `ALTER DATABASE postgres SET ${setting}; ALTER ROLE ${role} IN DATABASE postgres SET ${setting}; ALTER ROLE ${role} SET ${setting}`,
    );
    await sandbox.sql('CREATE SCHEMA worked; SELECT pg_sleep(0.01); DROP SCHEMA worked', 'postgres');
    await sandbox.sql(
      `ALTER DATABASE postgres RESET ALL; ALTER ROLE ${role} IN DATABASE postgres RESET ALL; ALTER ROLE ${role} RESET ALL`,
    );
  });
});
