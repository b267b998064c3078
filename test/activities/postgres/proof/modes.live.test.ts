import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../../stack/databases.ts';
import { proveDatabase } from './contents.ts';

const prepared = async (major: number) => {
  const database = await makeDatabase(clusterOf(major));
  await database.sql(
    'CREATE TABLE parent (a int); CREATE TABLE child () INHERITS (parent); INSERT INTO child VALUES (1)',
  );
  await database.sql(`CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED); INSERT INTO t VALUES (1), (2);
    CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p_1 PARTITION OF p DEFAULT; INSERT INTO p VALUES (1);
    CREATE MATERIALIZED VIEW m AS SELECT 1 AS one; SELECT lo_from_bytea(4711, 'three')`);
  return database;
};

test.each([15, 16, 18])('counts only counts rows and bytes on PostgreSQL %i', async major => {
  const { url } = await prepared(major);
  const { tables, largeObjects } = await proveDatabase(url, { mode: 'counts' });
  expect(tables).toEqual([
    { schema: 'public', name: 'child', kind: 'table', columns: ['a'], rows: 1 },
    { schema: 'public', name: 'p', kind: 'partitioned', columns: ['a'], rows: 1 },
    { schema: 'public', name: 'parent', kind: 'table', columns: ['a'], rows: 0 },
    { schema: 'public', name: 't', kind: 'table', columns: ['a'], rows: 2 },
  ]);
  expect(largeObjects).toEqual([{ oid: 4711, sizeBytes: 5, owner: 'postgres', acl: ['postgres=rw/postgres'] }]);
});

test('counts does not see a changed value, which full sees', async () => {
  const { url, sql } = await prepared(18);
  const [counted, full] = [await proveDatabase(url, { mode: 'counts' }), await proveDatabase(url)];
  await sql('UPDATE t SET a = 3 WHERE a = 1');
  expect(await proveDatabase(url, { mode: 'counts' })).toEqual(counted);
  expect(await proveDatabase(url)).not.toEqual(full);
});

test('off reads nothing, and still names what no proof would cover', async () => {
  const { url } = await prepared(18);
  expect(await proveDatabase(url, { mode: 'off' })).toMatchObject({
    tables: [],
    largeObjects: [],
    notProven: [{ object: 'public.m', reason: 'materialised view: a restore computes its rows anew' }],
  });
});
