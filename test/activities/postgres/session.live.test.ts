import { describe, expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openOther, sessionsWhere } from './other-sessions.ts';
import { proveDatabase } from './proof/contents.ts';
import { openSource } from './sources.ts';

const OURS = `application_name = 'firedrill-test'`;

/** Settings of a database that would change, or end, what a session without settings of its own reads. */
const HOSTILE = [
  'search_path = evil, pg_catalog',
  'extra_float_digits = -15',
  `bytea_output = 'escape'`,
  `DateStyle = 'SQL, DMY'`,
  `IntervalStyle = 'iso_8601'`,
  `TimeZone = 'Asia/Kolkata'`,
  `xmlbinary = 'hex'`,
  `lc_monetary = 'C.utf8'`,
  'quote_all_identifiers = on',
  'row_security = on',
  'jit = on',
  'statement_timeout = 1000',
  'idle_in_transaction_session_timeout = 1000',
  'idle_session_timeout = 1000',
];

const ROWS = `
  CREATE SCHEMA evil;
  CREATE FUNCTION evil.hashint8extended(bigint, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
  CREATE FUNCTION evil.float8send(float8) RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$;
  CREATE TYPE thing AS (a float8, b bytea, c timestamptz, d interval, e money, f regclass);
  CREATE TABLE t (a thing, b float8);
  INSERT INTO t VALUES (row(0.1, '\\x5c00', '2026-11-21Z', '1 day', 1.5, 't'), 1)`;

describe.each([15, 16, 18])('on PostgreSQL %i', major => {
  test('no setting of the database changes what a session reads, or ends it', async () => {
    const { url, sql, name } = await makeDatabase(clusterOf(major));
    await sql(ROWS);
    const before = await proveDatabase(url);
    for (const setting of HOSTILE) await sql(`ALTER DATABASE ${name} SET ${setting}`);
    expect(await proveDatabase(url)).toEqual(before);
  });

  test.each([
    ['in its transaction', 'BEGIN'],
    ['outside of one', 'SELECT 1'],
  ])('a session that does nothing %s lives on, whatever the database allows', async (_where, first) => {
    const database = await makeDatabase(clusterOf(major));
    const watch = await openOther(database);
    for (const setting of ['idle_in_transaction_session_timeout', 'idle_session_timeout'])
      await watch.query(`ALTER DATABASE ${database.name} SET ${setting} = 300`);
    const session = await openSource(database.url);
    await session.query(first);
    await watch.query('SELECT pg_sleep(0.6)');
    expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a session that is ended by an administrator is unreachable, then and later', async () => {
    const database = await makeDatabase(clusterOf(major));
    const session = await openSource(database.url);
    const sleeping = expect(session.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ kind: 'SourceUnreachable' });
    await sessionsWhere(database, `${OURS} AND state = 'active'`, count => count === 1);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database.name}' AND ${OURS}`,
    );
    await sleeping;
    await expect(session.query('SELECT 1')).rejects.toMatchObject({ kind: 'SourceUnreachable' });
  });

  test.each([
    ['a lock that others hold', `SET lock_timeout = 1; TABLE held`, 'SourceBusy'],
    ['a table without the right to read it', 'SET ROLE pg_monitor; TABLE held', 'RightsMissing'],
    ['a table that is not there', 'TABLE gone', 'SourceBusy'],
    ['anything else', 'SELECT 1 / 0', 'DumpFailed'],
  ])('the failure of a query over %s is told apart', async (_what, text, kind) => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql('CREATE TABLE held (a int)');
    const other = await openOther(database);
    if (kind === 'SourceBusy') await other.query('BEGIN; LOCK held');
    const session = await openSource(database.url);
    await session.query('SET search_path = public');
    const queried = session.query(text);
    await expect(queried).rejects.toMatchObject({ name: 'Failure', kind });
    await expect(queried).rejects.toThrow(`${database.name} on 127.0.0.1`);
  });
});

// Each waits for the server, which looks every five seconds whether its client is there.
test.concurrent.each([15, 16, 18])(
  'a statement that runs when its session is closed ends on PostgreSQL %i',
  async major => {
    const database = await makeDatabase(clusterOf(major));
    const session = await openSource(database.url);
    const sleeping = session.query('SELECT pg_sleep(600)').catch(() => 'ended');
    await sessionsWhere(database, `${OURS} AND state = 'active'`, count => count === 1);
    await session.close();
    expect(await sleeping).toBe('ended');
    await sessionsWhere(database, OURS, count => count === 0);
  },
);
