import { expect, test } from 'vitest';
import { quoteIdentifier } from '../../../../src/activities/postgres/identifiers.ts';
import { clusterOf, makeDatabase } from '../../../stack/databases.ts';
import { copyInto } from '../round-trips.ts';
import { proveDatabase } from './contents.ts';

/** Names that an unquoted or wrongly quoted statement would read as something else. */
const NAMES = [
  '"; DROP TABLE kept; --',
  "it's",
  '100%I %s %1$s',
  'two\nlines',
  'back\\slash',
  'ünïcode ✓',
  ' blanks ',
  'a.b',
  'SELECT',
  'Upper',
  '$1',
  't',
  'x'.repeat(63),
];

test.each([15, 16, 18])('schemas, tables and columns of any name are proven on PostgreSQL %i', async major => {
  const source = await makeDatabase(clusterOf(major));
  await source.sql('CREATE TABLE kept (a int)');
  for (const name of NAMES) {
    const quoted = quoteIdentifier(name);
    await source.sql(`CREATE SCHEMA ${quoted}; CREATE TABLE ${quoted}.${quoted} (${quoted} float8, "a%" text);
      INSERT INTO ${quoted}.${quoted} VALUES (1, 'x')`);
  }
  const { tables } = await proveDatabase(source.url);
  const expected = NAMES.map(name => ({ schema: name, name, columns: ['a%', name].toSorted(), rows: 1 }));
  expect(tables).toHaveLength(NAMES.length + 1);
  expect(tables).toEqual(expect.arrayContaining(expected.map(table => expect.objectContaining(table))));

  const restored = await makeDatabase(clusterOf(major));
  await copyInto(source, restored);
  expect((await proveDatabase(restored.url)).tables).toEqual(tables);
});
