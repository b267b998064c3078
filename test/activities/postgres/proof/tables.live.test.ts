import { describe, expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../../stack/databases.ts';
import { copyInto } from '../round-trips.ts';
import { proveDatabase } from './contents.ts';

describe.each([15, 16, 18])('on PostgreSQL %i', major => {
  const prepared = async (sql: string) => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql(sql);
    return database;
  };

  test('a partitioned table is proven once, at its root, over all levels below', async () => {
    const { url } = await prepared(`
      CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
      CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
      CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2026-01-01') TO (MAXVALUE) PARTITION BY HASH (id);
      CREATE TABLE events_new_0 PARTITION OF events_new FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE events_new_1 PARTITION OF events_new FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      INSERT INTO events SELECT n, date '2025-12-01' + n FROM generate_series(1, 100) AS n`);
    const { tables, notProven } = await proveDatabase(url);
    expect(tables).toMatchObject([{ name: 'events', kind: 'partitioned', columns: ['at', 'id'], rows: 100 }]);
    expect(notProven).toEqual([]);
  });

  test('rows of a partitioned table that a restore puts into other partitions have the same proof', async () => {
    const source = await prepared(`
      CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
      CREATE TABLE people (id int, mood mood) PARTITION BY HASH (mood);
      CREATE TABLE people_0 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE people_1 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      INSERT INTO people SELECT n, chr(97 + n % 8)::mood FROM generate_series(1, 100) AS n`);
    const restored = await makeDatabase(clusterOf(major));
    // The labels get other numbers here, by which rows are spread.
    await copyInto(source, restored);
    expect((await proveDatabase(restored.url)).tables).toEqual((await proveDatabase(source.url)).tables);
  });

  test('a partitioned table without partitions has no rows', async () => {
    const { url } = await prepared('CREATE TABLE empty (id int) PARTITION BY LIST (id)');
    expect((await proveDatabase(url)).tables).toMatchObject([{ name: 'empty', kind: 'partitioned', rows: 0 }]);
  });

  test('a partition whose columns are in another order counts with its root', async () => {
    const { url } = await prepared(`
      CREATE TABLE one (a int, b text) PARTITION BY LIST (a);
      CREATE TABLE one_1 (b text, gone int, a int); ALTER TABLE one_1 DROP gone;
      ALTER TABLE one ATTACH PARTITION one_1 DEFAULT; INSERT INTO one VALUES (1, 'x');
      CREATE TABLE other (a int, b text); INSERT INTO other VALUES (1, 'x')`);
    const { tables } = await proveDatabase(url);
    expect(tables[0]?.fingerprint).toBe(tables[1]?.fingerprint);
  });

  test('rows of children are counted with the child and not with its parent', async () => {
    const { url } = await prepared(`
      CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);
      INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 2), (3, 3)`);
    const { tables } = await proveDatabase(url);
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
      ['child', 2],
      ['parent', 1],
    ]);
  });

  test('rows of a table without columns are counted', async () => {
    const { url } = await prepared(
      'CREATE TABLE empty (); INSERT INTO empty DEFAULT VALUES; INSERT INTO empty DEFAULT VALUES',
    );
    expect((await proveDatabase(url)).tables).toMatchObject([{ name: 'empty', columns: [], rows: 2 }]);
  });

  test('an unlogged table is proven', async () => {
    const { url } = await prepared('CREATE UNLOGGED TABLE scratch (a int); INSERT INTO scratch VALUES (1)');
    expect((await proveDatabase(url)).tables).toMatchObject([{ name: 'scratch', rows: 1 }]);
  });

  test('a table of 1,600 columns is proven', async () => {
    const columns = Array.from({ length: 1_600 }, (_, index) => `c${index} int DEFAULT ${index}`);
    const { url } = await prepared(`CREATE TABLE wide (${columns.join(', ')}); INSERT INTO wide DEFAULT VALUES`);
    expect((await proveDatabase(url)).tables).toMatchObject([{ name: 'wide', rows: 1 }]);
  });

  test('stored generated columns have a fingerprint of their own, outside of that of the rows', async () => {
    const make = (name: string, factor: number) =>
      `CREATE TABLE ${name} (a int, b int GENERATED ALWAYS AS (a * ${factor}) STORED); INSERT INTO ${name} (a) VALUES (1), (2);`;
    const { url } = await prepared(make('one', 2) + make('other', 3));
    const { tables } = await proveDatabase(url);
    expect(tables[0]?.fingerprint).toBe(tables[1]?.fingerprint);
    expect(tables[0]?.columns).toEqual(['a']);
    expect(tables[0]?.generated?.columns).toEqual(['b']);
    expect(tables[0]?.generated?.fingerprint).not.toBe(tables[1]?.generated?.fingerprint);
  });
});

test('a virtual generated column that cannot be computed stays out of the proof', async () => {
  const database = await makeDatabase(clusterOf(18));
  await database.sql('CREATE TABLE t (a int, b int GENERATED ALWAYS AS (100 / a) VIRTUAL); INSERT INTO t VALUES (0)');
  const [table] = (await proveDatabase(database.url)).tables;
  expect(table).toMatchObject({ columns: ['a'], rows: 1 });
  expect(table?.generated).toBeUndefined();
});
