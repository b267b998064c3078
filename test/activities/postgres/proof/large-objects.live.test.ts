import { expect, test } from 'vitest';
import { clusterOf, makeDatabase, type TestDatabase } from '../../../stack/databases.ts';
import { copyInto } from '../round-trips.ts';
import { proveDatabase } from './contents.ts';

const hashes = async ({ url }: TestDatabase) => (await proveDatabase(url)).largeObjects;

test.each([15, 16, 18])(
  'large objects are the same before a dump and after its restore on PostgreSQL %i',
  async major => {
    const source = await makeDatabase(clusterOf(major));
    // Empty, around the size of a chunk, sparse (a hole before the last byte), with numbers above 2^31.
    await source.sql(`SELECT lo_from_bytea(4294967295, ''), lo_from_bytea(3000000000, decode(repeat('ab', 1048576), 'hex')),
    lo_from_bytea(2, decode(repeat('ab', 1048577), 'hex')), lo_from_bytea(3, ''), lo_put(3, 5000000, 'x')`);
    const restored = await makeDatabase(clusterOf(major));
    await copyInto(source, restored);
    const objects = await hashes(source);
    expect(objects.map(({ oid, sizeBytes }) => [oid, sizeBytes])).toEqual([
      [2, 1_048_577],
      [3, 5_000_001],
      [3_000_000_000, 1_048_576],
      [4_294_967_295, 0],
    ]);
    expect(await hashes(restored)).toEqual(objects);
  },
);

test.each([
  ['the last byte', 'SELECT lo_put(1, 2999999, $$y$$)'],
  [
    'two chunks swapped',
    `SELECT lo_put(1, 0, decode(repeat('02', 1048576), 'hex')), lo_put(1, 1048576, decode(repeat('01', 1048576), 'hex'))`,
  ],
  ['a byte more', 'SELECT lo_put(1, 3000000, decode($$00$$, $$hex$$))'],
])('sees %s of a large object changed', async (_what, change) => {
  const database = await makeDatabase(clusterOf(18));
  await database.sql(
    `SELECT lo_from_bytea(1, decode(repeat('01', 1048576) || repeat('02', 1048576) || repeat('03', 902848), 'hex'))`,
  );
  const before = await hashes(database);
  await database.sql(change);
  expect(await hashes(database)).not.toEqual(before);
});

test('thousands of large objects are read without a descriptor left open', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql('SELECT lo_from_bytea(n, n::text::bytea) FROM generate_series(1, 1201) AS n');
  const objects = await hashes(database);
  expect(objects).toHaveLength(1_201);
  expect(new Set(objects.map(({ hash }) => hash)).size).toBe(1_201);
  expect(objects.at(-1)).toMatchObject({ oid: 1_201, sizeBytes: 4 });
});
