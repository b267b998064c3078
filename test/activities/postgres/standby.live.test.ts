import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PostgresCluster, runSql, startCluster } from '../../../dev/stack/postgres-cluster.ts';
import { mainDump } from '../../../src/activities/postgres/dump-commands.ts';
import { readSourceFacts } from '../../../src/activities/postgres/facts.ts';
import { readSequences } from '../../../src/activities/postgres/proof/sequences.ts';
import { takeSnapshot } from '../../../src/activities/postgres/snapshot.ts';
import { startStandby } from '../../stack/standby.ts';
import { runDump } from './dumps.ts';
import { proveDatabase } from './proof/contents.ts';
import { openSource } from './sources.ts';

describe.each([15, 16, 18])('a standby of PostgreSQL %i', major => {
  const directory = mkdtempSync(join(tmpdir(), 'fd-standby-'));
  let primary: PostgresCluster;
  let standby: PostgresCluster;
  let url: string;
  beforeAll(async () => {
    chmodSync(directory, 0o711);
    primary = await startCluster({ directory, major });
    await runSql(
      primary.url('postgres'),
      `CREATE TABLE kept (a serial); INSERT INTO kept DEFAULT VALUES; CREATE UNLOGGED TABLE scratch (a serial);
       INSERT INTO scratch DEFAULT VALUES; CREATE UNLOGGED SEQUENCE counter; SELECT lo_from_bytea(4711, 'x')`,
    );
    standby = await startStandby(primary, join(directory, 'standby'));
    url = standby.url('postgres');
    const arrived = async () => (await runSql(url, `SELECT 1 FROM pg_class WHERE relname = 'counter'`)).length > 0;
    await vi.waitUntil(arrived, { timeout: 30_000 });
  });
  afterAll(async () => {
    await standby.stop();
    await primary.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test('is proven but for what it cannot read, which is named', async () => {
    const { tables, largeObjects, notProven } = await proveDatabase(url);
    expect(tables).toMatchObject([{ name: 'kept', rows: 1 }]);
    expect(largeObjects).toMatchObject([{ oid: 4711, sizeBytes: 1 }]);
    expect(notProven).toMatchObject([
      { object: 'public.scratch', reason: expect.stringContaining('a standby cannot read it') },
    ]);
  });

  test('has the same proof as its primary of what both can read', async () => {
    const [here, there] = [await proveDatabase(url), await proveDatabase(primary.url('postgres'))];
    expect(there.tables).toEqual(expect.arrayContaining([...here.tables]));
    expect(there.largeObjects).toEqual(here.largeObjects);
  });

  test('tells of its sequences but for those that it cannot read', async () => {
    expect((await readSequences(await openSource(url))).map(({ name }) => name)).toEqual(['kept_a_seq']);
  });

  test('says that it is one', async () => {
    const session = await openSource(url);
    expect(await takeSnapshot(session, 10_000)).toMatchObject({ standby: true });
    expect(await readSourceFacts(session)).toMatchObject({ server: { standby: true } });
  });

  test('is dumped under its own snapshot', async () => {
    const session = await openSource(url);
    const { name } = await takeSnapshot(session, 10_000);
    const { programs } = standby;
    const setting = {
      programs,
      connection: session.connection,
      applicationName: 'x',
      snapshot: name,
      lockWaitMs: 10_000,
    };
    const archive = await runDump([mainDump(setting, [{ schema: 'public', name: 'scratch' }])]);
    const { stdout } = await execa(join(programs.folder, 'pg_restore'), ['--list', archive]);
    expect(stdout).toContain('TABLE DATA public kept');
  });

  test('M21: a session that replay has ended says so, and what helps', async () => {
    await runSql(url, 'ALTER SYSTEM SET max_standby_streaming_delay = 0');
    await runSql(url, 'SELECT pg_reload_conf()');
    const session = await openSource(url);
    await session.query('BEGIN; SELECT FROM public.kept');
    await runSql(primary.url('postgres'), 'BEGIN; LOCK TABLE kept; COMMIT');
    const failure = await vi.waitUntil(
      () =>
        session.query('SELECT 1').then(
          () => undefined,
          error => error,
        ),
      30_000,
    );
    expect(failure).toMatchObject({ kind: 'ReplayConflict', hint: expect.stringContaining('hot_standby_feedback') });
  });

  test.each([
    ['standby', 0],
    ['prefer-standby', 0],
    ['read-only', 0],
    ['primary', 1],
    ['read-write', 1],
  ])('is told from its primary by target_session_attrs %s', async (wanted, index) => {
    const ports = [standby.port, primary.port];
    for (const order of [ports, ports.toReversed()]) {
      const session = await openSource(url, {
        host: '127.0.0.1,127.0.0.1',
        port: order.join(),
        target_session_attrs: wanted,
      });
      expect(Number(session.connection.port)).toBe(ports[index]);
    }
  });
});
