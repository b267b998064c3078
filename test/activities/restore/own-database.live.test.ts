import { describe, expect, test } from 'vitest';
import { openStage } from '../../mutations/stage.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { prepareRestore, type Wanted } from './prepared-restore.ts';

const TABLE = 'CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 10)';
const EMPTY = `CREATE DATABASE THIS_ TEMPLATE template0; COMMENT ON DATABASE THIS_ IS 'kept'; ALTER DATABASE THIS_ SET work_mem = '7MB'`;

async function prepared(wanted?: Wanted) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(TABLE);
  const stage = openStage(database);
  return prepareRestore(stage, await stage.backup(), wanted);
}

const ROWS = 'SELECT count(*)::int AS rows FROM t';
const SETTING = `SELECT c FROM pg_db_role_setting, unnest(setconfig) c WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())`;
const COMMENT = `SELECT shobj_description(oid, 'pg_database') AS c FROM pg_database WHERE datname = current_database()`;

test('a database bears the mark of its restore until it is compared', async () => {
  const { load, compare, marks, plan } = await prepared();
  await load();
  expect(await marks()).toEqual([
    { mark: `Firedrill is restoring into this database: run ${plan.run.runId.slice(-8)}` },
  ]);
  await compare();
  expect(await marks()).toEqual([]);
});

describe.each([
  ['missing', undefined],
  ['empty', EMPTY],
])('into a database that was %s', (state, made) => {
  test('a second attempt begins anew, whatever the first has left', async () => {
    const { load, compare, sql } = await prepared({ made });
    await load();
    await sql('CREATE TABLE half (a int); DELETE FROM t WHERE id > 5');
    expect((await load()).checks).toEqual([expect.objectContaining({ verdict: 'passed' })]);
    const { checks } = await compare();
    expect(checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(await sql(ROWS)).toEqual([{ rows: 10 }]);
    if (state === 'empty') {
      expect(await sql(COMMENT)).toEqual([{ c: 'kept' }]);
      expect(await sql(SETTING)).toEqual([{ c: 'work_mem=7MB' }]);
    }
  });

  test('what is withdrawn is as it was found, and can be withdrawn twice', async () => {
    const { load, withdraw, exists, sql } = await prepared({ made });
    await load();
    await withdraw();
    await withdraw();
    expect(await exists()).toBe(state === 'empty');
    if (state === 'empty') {
      expect(await sql(`SELECT FROM pg_class WHERE relname = 't'`)).toEqual([]);
      expect(await sql(COMMENT)).toEqual([{ c: 'kept' }]);
      expect(await sql(SETTING)).toEqual([{ c: 'work_mem=7MB' }]);
    }
  });

  test('a database that bears the mark of another run is refused, and not withdrawn', async () => {
    const { load, withdraw, onServer, sql } = await prepared({ made });
    if (state === 'missing') await onServer('CREATE DATABASE THIS_');
    await onServer(`COMMENT ON DATABASE THIS_ IS 'Firedrill is restoring into this database: run 0badcafe'`);
    await sql('CREATE TABLE mine (a int)');
    await expect(load()).rejects.toMatchObject({
      kind: 'DestinationUnusable',
      message: expect.stringContaining('mine'),
    });
    await withdraw();
    expect(await sql('SELECT count(*)::int AS rows FROM mine')).toEqual([{ rows: 0 }]);
  });

  test('a database in which somebody has put something is refused, and not withdrawn', async () => {
    const { load, withdraw, onServer, sql } = await prepared({ made });
    if (state === 'missing') await onServer('CREATE DATABASE THIS_');
    await sql('CREATE TABLE mine (a int)');
    await expect(load()).rejects.toMatchObject({ kind: 'DestinationUnusable' });
    await withdraw();
    expect(await sql('SELECT count(*)::int AS rows FROM mine')).toEqual([{ rows: 0 }]);
  });
});

test('a database that is compared is whole, and is not withdrawn any more', async () => {
  const { load, compare, withdraw, sql } = await prepared();
  await load();
  await compare();
  await withdraw();
  expect(await sql(ROWS)).toEqual([{ rows: 10 }]);
});
