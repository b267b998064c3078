import { beforeAll, describe, expect, test } from 'vitest';
import { clusterOf, makeDatabase, type TestDatabase } from '../../../stack/databases.ts';
import { proveDatabase } from './contents.ts';

/** What happened; the columns of two tables; the rows of the one and of the other. */
const CASES = [
  ['a changed value', 'v int', '(1), (2)', '(1), (3)'],
  ['a lost row', 'v int', '(1), (2)', '(1)'],
  ['two equal rows lost', 'v int', '(1), (2), (2)', '(1)'],
  ['one of three equal rows written over with another', 'v int', '(1), (2), (2), (2)', '(1), (1), (2), (2)'],
  ['values swapped between two rows', 'a int, b int', '(1, 10), (2, 20)', '(1, 20), (2, 10)'],
  ['a value in the neighbouring column', 'a text, b text', `('x', NULL)`, `(NULL, 'x')`],
  ['null for an empty text', 'v text', `('')`, '(NULL)'],
  ['null for zero', 'v int', '(0)', '(NULL)'],
  ['letter case', 'v text', `('a')`, `('A')`],
  ['blanks at the end of a text', 'v text', `('a')`, `('a ')`],
  ['blanks at the end of a char of any length', 'v bpchar', `('a')`, `('a ')`],
  ['a composed and a decomposed letter', 'v text', `(U&'\\00e9')`, `(U&'e\\0301')`],
  ['1.0 and 1.00', 'v numeric', '(1.0)', '(1.00)'],
  ['0.0 and -0.0', 'v float8', `('0')`, `('-0')`],
  ['0.0 and -0.0 in an array', 'v float4[]', `('{0}')`, `('{-0}')`],
  ['the last bit of a float', 'v float8', `('0.1')`, `('0.10000000000000002')`],
  ['NaN and infinity', 'v float8', `('NaN')`, `('Infinity')`],
  ['NaN and null', 'v numeric', `('NaN')`, '(NULL)'],
  ['blanks in a json', 'v json', `('{"a":1}')`, `('{"a": 1}')`],
  ['a doubled key in a json', 'v json', `('{"a":1}')`, `('{"a":1,"a":1}')`],
  ['1.0 and 1.00 in a jsonb', 'v jsonb', `('[1.0]')`, `('[1.00]')`],
  ['one byte', 'v bytea', `('\\x00ff')`, `('\\x00fe')`],
  ['a null in an array', 'v int[]', `('{1,NULL}')`, `('{1,0}')`],
  ['an array that begins elsewhere', 'v int[]', `('{1,2}')`, `('[0:1]={1,2}')`],
  ['an array of other dimensions', 'v int[]', `('{{1,2}}')`, `('{{1},{2}}')`],
  ['an empty array and null', 'v text[]', `('{}')`, '(NULL)'],
  ['the field of a composite', 'v pair', `(row('x', 1.0))`, `(row('x', 1.00))`],
  ['an enum label', 'v mood', `('calm')`, `('glad')`],
  ['the label in an array of enums', 'v mood[]', `('{calm}')`, `('{glad}')`],
  ['a value of a domain', 'v percent', '(1)', '(2)'],
  ['a value in an array of a domain', 'v percent[]', `('{1}')`, `('{2}')`],
  ['the scale in a range', 'v numrange', `('[1.0,2)')`, `('[1.00,2)')`],
  ['the bound of a multirange', 'v nummultirange', `('{[1,2)}')`, `('{[1,2]}')`],
  ['one day and 24 hours', 'v interval', `('1 day')`, `('24 hours')`],
  ['one instant in two zones', 'v timetz', `('12:00+00')`, `('14:00+02')`],
  ['a microsecond', 'v timestamptz', `('2026-01-01 00:00:00.000001Z')`, `('2026-01-01 00:00:00.000002Z')`],
  ['the length of a bit string', 'v varbit', `(B'1')`, `(B'10')`],
  ['the mask of an address', 'v inet', `('10.0.0.1/8')`, `('10.0.0.1/16')`],
  ['the position of a word', 'v tsvector', `('a:1')`, `('a:2')`],
  ['-0 in a point', 'v point', `('(0,0)')`, `('(-0,0)')`],
  ['what a regclass names', 'v regclass', `('pair_of')`, `('pg_class')`],
] as const;

describe.each([15, 16, 18])('on PostgreSQL %i a proof sees', major => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makeDatabase(clusterOf(major));
    await database.sql(`
      CREATE TYPE mood AS ENUM ('calm', 'glad');
      CREATE TYPE pair AS (a text, b numeric);
      CREATE DOMAIN percent AS int CHECK (value BETWEEN 0 AND 100);
      CREATE VIEW pair_of AS SELECT 1 AS one`);
  });

  test.each(CASES)('%s', async (_what, columns, one, other) => {
    await database.sql(`DROP TABLE IF EXISTS one, other; CREATE TABLE one (${columns}); CREATE TABLE other (${columns});
      INSERT INTO one VALUES ${one}; INSERT INTO other VALUES ${other}`);
    const { tables } = await proveDatabase(database.url);
    expect(tables.map(({ name }) => name)).toEqual(['one', 'other']);
    expect(tables[0]?.fingerprint).not.toBe(tables[1]?.fingerprint);
  });

  test('a change in both halves of a fingerprint', async () => {
    await database.sql(`DROP TABLE IF EXISTS one, other; CREATE TABLE one (v int); CREATE TABLE other (v int);
      INSERT INTO one VALUES (1), (2); INSERT INTO other VALUES (1), (3)`);
    const { tables } = await proveDatabase(database.url);
    const [one, other] = tables.map(({ fingerprint }) => fingerprint?.split(':') ?? []);
    expect(one).toHaveLength(2);
    expect(one?.[0]).not.toBe(other?.[0]);
    expect(one?.[1]).not.toBe(other?.[1]);
  });
});
