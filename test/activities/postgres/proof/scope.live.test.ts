import { expect, test } from 'vitest';
import { readInventory, scopeOf } from '../../../../src/activities/postgres/proof/inventory.ts';
import { clusterOf, makeDatabase } from '../../../stack/databases.ts';
import { openSource } from '../sources.ts';
import { proveDatabase } from './contents.ts';

const FOREIGN = 'CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER away FOREIGN DATA WRAPPER nothing;';

test.each([15, 16, 18])(
  'foreign tables and materialised views are named as not proven on PostgreSQL %i',
  async major => {
    const { url, sql } = await makeDatabase(clusterOf(major));
    await sql(`${FOREIGN} CREATE FOREIGN TABLE "far;" (a int) SERVER away;
    CREATE TABLE near (a int); CREATE MATERIALIZED VIEW sums AS SELECT count(*) FROM near; CREATE VIEW seen AS SELECT * FROM near`);
    const { tables, notProven } = await proveDatabase(url);
    expect(tables.map(({ name }) => name)).toEqual(['near']);
    expect(notProven).toMatchObject([
      { object: 'public.far;', reason: 'foreign table: its rows lie on another server and are not in the backup' },
      { object: 'public.sums', reason: 'materialised view: a restore computes its rows anew' },
    ]);
  },
);

test('a foreign partition is named, and the partitions that are here are proven', async () => {
  const { url, sql } = await makeDatabase(clusterOf(18));
  await sql(`${FOREIGN} CREATE TABLE t (a int) PARTITION BY LIST (a);
    CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1); CREATE FOREIGN TABLE t_2 PARTITION OF t FOR VALUES IN (2) SERVER away;
    INSERT INTO t VALUES (1)`);
  const { tables, notProven } = await proveDatabase(url);
  expect(tables).toMatchObject([{ name: 't', rows: 1 }]);
  expect(notProven).toMatchObject([{ object: 'public.t_2' }]);
});

test('a table whose rows the policy leaves out is named, and no other of a similar name', async () => {
  const { url, sql } = await makeDatabase(clusterOf(18));
  await sql(
    'CREATE TABLE log (a int); CREATE TABLE "Log" (a int); CREATE TABLE logs (a int); CREATE SCHEMA s; CREATE TABLE s.log (a int)',
  );
  const { tables, notProven } = await proveDatabase(url, { excluded: ['public.log'] });
  expect(tables.map(({ schema, name }) => `${schema}.${name}`)).toEqual(['public.Log', 'public.logs', 's.log']);
  expect(notProven).toMatchObject([{ object: 'public.log', reason: 'its rows are left out by the policy' }]);
});

test('a partition whose rows the policy leaves out does not count with its root', async () => {
  const { url, sql } = await makeDatabase(clusterOf(18));
  await sql(`CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1);
    CREATE TABLE t_2 PARTITION OF t FOR VALUES IN (2); INSERT INTO t VALUES (1), (2), (2)`);
  const { tables, notProven } = await proveDatabase(url, { excluded: ['public.t_2'] });
  expect(tables).toMatchObject([{ name: 't', rows: 1 }]);
  expect(notProven).toMatchObject([{ object: 'public.t_2' }]);
});

test('a table that belongs to an extension is named', async () => {
  const { url, sql } = await makeDatabase(clusterOf(18));
  await sql('CREATE TABLE member (a int); ALTER EXTENSION plpgsql ADD TABLE member');
  const { tables, notProven } = await proveDatabase(url);
  expect(tables).toEqual([]);
  expect(notProven).toMatchObject([
    { object: 'public.member', reason: 'belongs to the extension plpgsql, which makes it anew' },
  ]);
});

test('system schemas, temporary tables and TOAST tables are not there', async () => {
  const { url } = await makeDatabase(clusterOf(18));
  const session = await openSource(url);
  await session.query('CREATE TEMPORARY TABLE here (a text)');
  await session.query('CREATE TABLE public.long (a text)');
  expect((await readInventory(session)).map(({ name }) => name)).toEqual(['long']);
});

test('an unlogged table is left out where the source is a standby', async () => {
  const { url, sql } = await makeDatabase(clusterOf(18));
  await sql('CREATE UNLOGGED TABLE scratch (a int); CREATE TABLE kept (a int)');
  const scope = scopeOf(await readInventory(await openSource(url)), [], true);
  expect(scope.proven.map(({ relation }) => relation.name)).toEqual(['kept']);
  expect(scope.notProven).toMatchObject([
    { object: 'public.scratch', reason: 'unlogged table: a standby cannot read it, its rows are not in the backup' },
  ]);
});
