import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../../stack/databases.ts';
import { copyInto, makeDatabaseAs } from '../round-trips.ts';
import { proveDatabase } from './contents.ts';

const EVERY_TYPE = readFileSync(new URL('every-type.sql', import.meta.url), 'utf8');

test.each([
  [15, 15],
  [16, 16],
  [18, 18],
  [15, 16],
  [15, 18],
  [16, 18],
])('values of every type have one proof before a dump of %i and after its restore into %i', async (from, into) => {
  const source = await makeDatabase(clusterOf(from));
  await source.sql(`${EVERY_TYPE}; SELECT lo_from_bytea(4711, 'large'), lo_from_bytea(4712, '')`);
  const restored = await makeDatabase(clusterOf(into));
  await copyInto(source, restored);
  const before = await proveDatabase(source.url);
  expect(before.tables).toHaveLength(9);
  expect(await proveDatabase(restored.url)).toEqual(before);
});

test('types of extensions and collations that ignore case have one proof before and after', async () => {
  const source = await makeDatabase(clusterOf(15));
  await source.sql(`
    CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION isn; CREATE EXTENSION ltree; CREATE EXTENSION cube;
    CREATE EXTENSION intarray; CREATE EXTENSION seg;
    CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE t (a citext, b hstore, c isbn, d ltree, e cube, f text COLLATE folded, g citext[], h hstore[], i seg, j query_int, k xml);
    INSERT INTO t VALUES ('Ab', 'k=>1,l=>NULL', '978-0-393-04002-9', 'a.b', '(1,2),(3,4)', 'Ab', '{Ab}', '{k=>1}', '1.0 .. 2.00', '1&(2|3)',
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a> b </a>')`);
  const restored = await makeDatabase(clusterOf(15));
  await copyInto(source, restored);
  expect(await proveDatabase(restored.url)).toEqual(await proveDatabase(source.url));
});

test.each([
  ['v citext', `('a')`, `('A')`],
  ['v text COLLATE folded', `('a')`, `('A')`],
  ['v varchar COLLATE folded', `('a')`, `('A')`],
  ['v citext[]', `('{a}')`, `('{A}')`],
  ['v hstore', `('k=>1')`, `('k=>NULL')`],
])('sees a changed value of %s, whatever its equality says', async (column, one, other) => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`CREATE EXTENSION citext; CREATE EXTENSION hstore;
    CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE one (${column}); CREATE TABLE other (LIKE one); INSERT INTO one VALUES ${one}; INSERT INTO other VALUES ${other}`);
  const { tables } = await proveDatabase(database.url);
  expect(tables[0]?.fingerprint).not.toBe(tables[1]?.fingerprint);
});

test.each([
  ['SQL_ASCII', '\\x80ff'],
  ['LATIN1', '\\x80ff'],
  ['WIN1252', '\\x81ff'],
  ['EUC_JP', '\\xa4a2'],
])(
  'a database in %s has one proof before and after, also of characters that UTF-8 has not',
  async (encoding, bytes) => {
    const options = `ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C'`;
    const source = await makeDatabaseAs(clusterOf(15), options);
    const restored = await makeDatabaseAs(clusterOf(15), options);
    await source.sql(`CREATE EXTENSION citext; CREATE TABLE t (a text, b char(4), c json, d citext, e text[]);
    INSERT INTO t SELECT s, s, to_json(s), s, ARRAY[s] FROM (SELECT convert_from('${bytes}', '${encoding}') AS s) AS v`);
    await copyInto(source, restored);
    const before = await proveDatabase(source.url);
    expect(before.tables).toMatchObject([{ rows: 1 }]);
    expect(await proveDatabase(restored.url)).toEqual(before);
  },
);
