import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runSql } from '../../../dev/stack/postgres-cluster.ts';
import { archivePrograms } from '../../../src/activities/restore/programs.ts';
import { openStage } from '../../mutations/stage.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { programsOf } from '../postgres/dumps.ts';
import { prepareRestore, type Wanted } from './prepared-restore.ts';

const TABLE = `CREATE TABLE t (id serial PRIMARY KEY); INSERT INTO t SELECT FROM generate_series(1, 10)`;

async function prepared(sql: string, wanted?: Wanted) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(sql.replaceAll('SOURCE_', database.name));
  const stage = openStage(database);
  return prepareRestore(stage, await stage.backup(), wanted);
}

const HINDERING = `ALTER DATABASE NAME SET default_transaction_read_only = on; ALTER DATABASE NAME SET lock_timeout = '1ms'`;

test.each([
  ['the source', `${TABLE}; ${HINDERING.replaceAll('NAME', 'SOURCE_')}`, undefined],
  [
    'the database that was found empty',
    TABLE,
    `CREATE DATABASE THIS_; ALTER DATABASE THIS_ SET statement_timeout = '1ms'; ${HINDERING.replaceAll('NAME', 'THIS_')}`,
  ],
])('settings of %s do not hinder the restore and its comparison', async (_, sql, made) => {
  const { load, compare } = await prepared(sql, { made, options: { analyze: true } });
  expect((await load()).checks).toMatchObject([{ verdict: 'passed' }]);
  expect((await compare()).checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
});

test('event triggers are made, subscriptions are not, and both are told', async () => {
  const { load, sql } =
    await prepared(`${TABLE}; CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
    CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE)`);
  const { checks, leftOut } = await load();
  expect(checks).toMatchObject([{ verdict: 'passed' }]);
  expect(leftOut.map(({ object }) => object)).toEqual([expect.stringMatching(/^SUBSCRIPTION - s /)]);
  expect(await sql('SELECT evtname::text AS e FROM pg_event_trigger')).toEqual([{ e: 'e' }]);
  expect(
    await sql(
      'SELECT FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())',
    ),
  ).toEqual([]);
});

test.each([
  [true, 1],
  [false, 0],
])('with analyze %s there are %i columns with planner statistics', async (analyze, columns) => {
  const { load, sql } = await prepared(TABLE, { options: { analyze } });
  await load();
  expect(await sql(`SELECT count(*)::int AS columns FROM pg_stats WHERE tablename = 't'`)).toEqual([{ columns }]);
});

test('a tablespace that the server lacks is told, and everything lies in the default one', async () => {
  const database = await makeDatabase(clusterOf(15));
  const space = `${database.name}_space`;
  await runSql(`${database.url}?options=-c%20allow_in_place_tablespaces=on`, `CREATE TABLESPACE ${space} LOCATION ''`);
  await database.sql(`${TABLE}; ALTER TABLE t SET TABLESPACE ${space}`);
  const stage = openStage(database);
  const { load, compare, sql } = await prepareRestore(stage, await stage.backup(), { cluster: clusterOf(16) });
  const { checks, warnings } = await load();
  expect([checks, warnings]).toMatchObject([[{ verdict: 'passed' }], [expect.stringContaining('tablespaces')]]);
  expect((await compare()).checks.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  expect(await sql(`SELECT reltablespace::int AS space FROM pg_class WHERE relname = 't'`)).toEqual([{ space: 0 }]);
});

test('a tablespace of the source’s server that its database does not use is no matter', async () => {
  const database = await makeDatabase(clusterOf(15));
  const space = `${database.name}_space`;
  await runSql(`${database.url}?options=-c%20allow_in_place_tablespaces=on`, `CREATE TABLESPACE ${space} LOCATION ''`);
  await database.sql(TABLE);
  const stage = openStage(database);
  const { load } = await prepareRestore(stage, await stage.backup(), { cluster: clusterOf(16) });
  expect((await load()).warnings).toEqual([]);
});

test('what differs after a restore is found: a row, and the value of a sequence', async () => {
  const { load, compare, sql } = await prepared(TABLE);
  await load();
  await sql(`DELETE FROM t WHERE id = 5; SELECT setval('t_id_seq', 3)`);
  const failed = (await compare()).checks.filter(({ verdict }) => verdict === 'failed');
  expect(failed.map(({ name }) => name)).toEqual(['table public.t', 'sequence public.t_id_seq']);
});

test('the programs that read an archive are of its major or a newer one', () => {
  const [old, same, newer] = [programsOf(clusterOf(15)), programsOf(clusterOf(16)), programsOf(clusterOf(18))];
  const manifest = { tools: { pg_dump: '16.4' }, source: { serverMajor: 15 } } as never;
  expect(archivePrograms([old, same, newer], manifest).major).toBe(16);
  expect(archivePrograms([old, newer], manifest).major).toBe(18);
  expect(() => archivePrograms([old], manifest)).toThrow(expect.objectContaining({ kind: 'ToolMissing' }));
});

test('what was fetched and decrypted is removed, also when it is gone already', async () => {
  const { plan, clear, folder } = await prepared(TABLE);
  expect(existsSync(folder)).toBe(true);
  await clear();
  await clear();
  expect(existsSync(folder)).toBe(false);
  expect(folder).toContain(plan.run.runId.slice(-8));
});
