import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRowExpressions } from '../../src/activities/postgres/proof/row-expressions.ts';
import { proveDatabase } from '../activities/postgres/proof/contents.ts';
import { openSource } from '../activities/postgres/sources.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { blocksOf } from './documented.ts';

const [TABLE = '', LARGE_OBJECT = '', EXPRESSIONS = ''] = blocksOf('format.md', 'sql');
const EVERY_TYPE = readFileSync(new URL('../activities/postgres/proof/every-type.sql', import.meta.url), 'utf8');

test.each([15, 16, 18])('the query of the page makes the expressions of the recipe on PostgreSQL %i', async major => {
  const database = await makeDatabase(clusterOf(major));
  await database.sql(EVERY_TYPE);
  const session = await openSource(database.url);
  const used = await readRowExpressions(session);
  const documented = await session.query<{ oid: string; column: string; generated: string; expression: string }>(
    EXPRESSIONS,
  );
  const ordinary = documented.filter(({ generated }) => generated === '');
  const stored = documented.filter(({ generated }) => generated === 's');
  const told = (rows: typeof documented, oid: string) =>
    rows.filter(row => row.oid === oid).map(({ column, expression }) => [column, expression]);
  expect(used.size).toBeGreaterThan(5);
  for (const [oid, { columns, expressions, generatedColumns, generatedExpressions }] of used) {
    expect(told(ordinary, oid)).toEqual(columns.map((column, index) => [column, expressions[index]]));
    expect(told(stored, oid)).toEqual(generatedColumns.map((column, index) => [column, generatedExpressions[index]]));
  }
});

test('the fingerprint of a table by hand is that of the proof', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const { tables } = await proveDatabase(database.url);
  const [genre] = await database.sql<{ rows: string; fingerprint: string }>(TABLE);
  expect(tables).toContainEqual(
    expect.objectContaining({ name: 'genre', rows: Number(genre?.rows), fingerprint: genre?.fingerprint }),
  );
});

test.each([
  ['a large object of three chunks', `SELECT lo_from_bytea(4711, decode(repeat('ab12', 1200000), 'hex'))`],
  ['an empty large object', 'SELECT lo_create(4711)'],
])('the hash of %s by hand is that of the proof', async (_, statement) => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(statement);
  const { largeObjects } = await proveDatabase(database.url);
  const [byHand] = await database.sql<{ hash: string }>(LARGE_OBJECT);
  expect(largeObjects).toEqual([expect.objectContaining({ oid: 4711, hash: byHand?.hash })]);
});
