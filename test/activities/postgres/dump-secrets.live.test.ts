import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { compress, globalsDump, mainDump } from '../../../src/activities/postgres/dump-commands.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { dumpSetting, runDump } from './dumps.ts';
import { openOther, someoneWaits } from './other-sessions.ts';
import { openSource } from './sources.ts';

/** Names of the processes of this host in whose arguments or environment a text stands. */
function processesWith(text: string, file: 'cmdline' | 'environ'): readonly string[] {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'latin1');
    } catch {
      // The process has ended.
      return '';
    }
  };
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.filter(pid => read(`/proc/${pid}/${file}`).includes(text)).map(pid => read(`/proc/${pid}/comm`).trim());
}

test.skipIf(process.platform !== 'linux')(
  'X23: the password stands in the environment of pg_dump alone, and no secret of the worker in any',
  async () => {
    const database = await makeDatabase(clusterOf(15));
    const password = randomBytes(12).toString('hex');
    const role = `${database.name}_dumper`;
    await database.sql(`CREATE TABLE held (a int); CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD '${password}'`);
    const planted = randomBytes(12).toString('hex');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', planted);
    const session = await openSource(database.url, { user: role, password });
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const [snapshot] = await session.query<{ name: string }>('SELECT pg_export_snapshot() AS name');
    const other = await openOther(database);
    await other.query('BEGIN; LOCK held');

    // The dump waits for the lock, and so can be looked at.
    const setting = dumpSetting(session, database.cluster, snapshot?.name ?? '', 60_000);
    const dumped = runDump([mainDump(setting, []), compress('zstd', 1)]);
    await someoneWaits(database);
    const seen = {
      arguments: processesWith(password, 'cmdline'),
      environments: processesWith(password, 'environ'),
      planted: processesWith(planted, 'environ'),
      zstd: processesWith('--threads=0', 'cmdline'),
    };
    await other.query('ROLLBACK');
    await dumped;
    vi.unstubAllEnvs();
    expect(seen).toEqual({
      arguments: [],
      environments: ['pg_dump'],
      planted: [],
      zstd: expect.arrayContaining(['zstd']),
    });
  },
);

test('no command has the password among its arguments', async () => {
  const { url, cluster } = await makeDatabase(clusterOf(15));
  const setting = dumpSetting(await openSource(url), cluster, 'x');
  for (const { args, env } of [mainDump(setting, []), globalsDump(setting, true)]) {
    expect(args.join(' ')).not.toContain(cluster.password);
    expect(env).toMatchObject({ PGPASSWORD: cluster.password, PGPASSFILE: '/dev/null/none' });
  }
});

test.each(['sslpassword', 'oauth_client_secret', 'scram_client_key', 'scram_server_key'])(
  'a URL or a service with %s is refused, which would stand in arguments',
  async keyword => {
    const file = join(temporaryFolder(), 'services');
    writeFileSync(file, `[shop]\nhost=127.0.0.1\n${keyword}=planted\n`);
    for (const opened of [
      openSource(`postgres://127.0.0.1/x?${keyword}=planted`),
      openSource('postgres:///x', { service: 'shop', servicefile: file }),
    ]) {
      await expect(opened).rejects.toMatchObject({ kind: 'ConfigurationInvalid' });
      await expect(opened).rejects.not.toThrow('planted');
    }
  },
);
