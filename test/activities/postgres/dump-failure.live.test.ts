import { describe, expect, test } from 'vitest';
import { freePort } from '../../../dev/stack/ports.ts';
import { type DumpSetting, mainDump } from '../../../src/activities/postgres/dump-commands.ts';
import { dumpFailure } from '../../../src/activities/postgres/dump-failure.ts';
import { takeSnapshot } from '../../../src/activities/postgres/snapshot.ts';
import { Failure } from '../../../src/domain/failures.ts';
import { clusterOf, makeDatabase, type TestDatabase } from '../../stack/databases.ts';
import { dumpSetting, programsOf, runDump } from './dumps.ts';
import { openOther } from './other-sessions.ts';
import { openSource } from './sources.ts';

const SHORT_MS = 100;

/** Dumps a database with something wrong in the setting, and returns the failure that is told. */
async function failureOf(
  database: TestDatabase,
  wrong: (setting: DumpSetting) => Partial<DumpSetting>,
): Promise<unknown> {
  const session = await openSource(database.url);
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const [snapshot] = await session.query<{ name: string }>('SELECT pg_export_snapshot() AS name');
  const setting = dumpSetting(session, database.cluster, snapshot?.name ?? '', SHORT_MS);
  return runDump([mainDump({ ...setting, ...wrong(setting) }, [])]).then(() => 'no failure', dumpFailure);
}

const as = (database: TestDatabase, suffix: string) => (setting: DumpSetting) => ({
  connection: { ...setting.connection, user: `${database.name}_${suffix}`, password: 'secret' },
});

describe.each([15, 16, 18])('a dump of PostgreSQL %i', major => {
  test('that waits too long for a table is told as busy', async () => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql('CREATE TABLE held (a int)');
    await (await openOther(database)).query('BEGIN; LOCK held');
    expect(await failureOf(database, () => ({}))).toMatchObject({
      kind: 'SourceBusy',
      message: expect.stringMatching(/^pg_dump exited with 1: pg_dump: error: query failed: .*timeout/),
    });
  });

  test.each([
    ['has no right to a table', '', 'permission denied'],
    ['is bound by policies', 'IN ROLE pg_read_all_data', 'row-level security'],
  ])('whose role %s is told so', async (_what, options, said) => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql(`CREATE ROLE ${database.name}_r LOGIN PASSWORD 'secret' ${options};
      CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; INSERT INTO t VALUES (4711)`);
    const failure = await failureOf(database, as(database, 'r'));
    expect(failure).toMatchObject({ kind: 'RightsMissing', message: expect.stringContaining(said) });
    expect(failure).toBeInstanceOf(Failure);
  });

  test.each([
    ['another password', 'CredentialsRejected', () => ({ password: 'wrong' })],
    ['no password', 'CredentialsRejected', () => ({ password: undefined })],
    ['a port that nobody listens on', 'SourceUnreachable', async () => ({ port: String(await freePort()) })],
  ])('with %s is told as %s', async (_what, kind, change) => {
    const database = await makeDatabase(clusterOf(major));
    const changed = await change();
    const failure = await failureOf(database, ({ connection }) => ({ connection: { ...connection, ...changed } }));
    expect(failure).toMatchObject({ kind, hint: expect.any(String) });
  });

  test('M21: whose role has no connection left is told so, and which setting helps', async () => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql(`CREATE ROLE ${database.name}_r LOGIN PASSWORD 'secret' CONNECTION LIMIT 0`);
    expect(await failureOf(database, as(database, 'r'))).toMatchObject({
      kind: 'SourceUnreachable',
      message: expect.stringContaining('too many connections'),
      hint: expect.stringContaining('dump.connections'),
    });
  });

  test('of a snapshot that is gone is told as it is', async () => {
    const database = await makeDatabase(clusterOf(major));
    const session = await openSource(database.url);
    const { name } = await takeSnapshot(session, SHORT_MS);
    await session.query('COMMIT');
    expect(await failureOf(database, () => ({ snapshot: name }))).toMatchObject({
      kind: 'DumpFailed',
      message: expect.stringMatching(/snapshot/),
    });
  });
});

test('D12: a pg_dump that is older than its server says so', async () => {
  const database = await makeDatabase(clusterOf(18));
  expect(await failureOf(database, () => ({ programs: programsOf(clusterOf(15)) }))).toMatchObject({
    kind: 'DumpFailed',
    message: expect.stringContaining('server version mismatch'),
  });
});
