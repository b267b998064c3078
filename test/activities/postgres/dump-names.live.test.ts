import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { mainDump, tableDataDump } from '../../../src/activities/postgres/dump-commands.ts';
import { quoteIdentifier } from '../../../src/activities/postgres/identifiers.ts';
import { takeSnapshot } from '../../../src/activities/postgres/snapshot.ts';
import { clusterOf, makeDatabase, type TestDatabase } from '../../stack/databases.ts';
import { dumpSetting, runDump } from './dumps.ts';
import { proveDatabase } from './proof/contents.ts';
import { openSource } from './sources.ts';

/** Each is a pattern, or a part of a statement, for a program that does not quote it; the second of a pair must not be met by it. */
const PAIRS = [
  ['tenant_A', 'tenant_a'],
  ['a*', 'ab'],
  ['a?', 'ac'],
  ['a.b', 'a'],
  ['[ab]', 'b'],
  ['(x|y)', 'x'],
  ['$', 'end$'],
  ['"; DROP TABLE kept; --', 'kept'],
  ["it's", 'its'],
  ['back\\slash', 'backslash'],
  ['two\nlines', 'two'],
  ['%s', 's'],
  [' blanks ', 'blanks'],
  ['ü', 'u'],
] as const;

const restore = async (archive: string, into: TestDatabase) => {
  await execa(join(into.cluster.programs, 'pg_restore'), ['--exit-on-error', `--dbname=${into.url}`, archive]);
};

test.each([15, 16, 18])(
  'E4: a dump leaves out, and another one takes, the rows of exactly the named tables of PostgreSQL %i',
  async major => {
    const source = await makeDatabase(clusterOf(major));
    for (const name of PAIRS.flat()) {
      const schema = quoteIdentifier(name);
      await source.sql(
        `CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.${schema} (a text); INSERT INTO ${schema}.${schema} VALUES ('x')`,
      );
    }
    const expected = await proveDatabase(source.url);
    const apart = PAIRS.map(([name]) => ({ schema: name, name, sizeBytes: 0 }));
    const session = await openSource(source.url);
    const setting = dumpSetting(session, source.cluster, (await takeSnapshot(session, 10_000)).name);

    const restored = await makeDatabase(clusterOf(major));
    await restore(await runDump([mainDump(setting, apart)]), restored);
    const without = await proveDatabase(restored.url);
    const empty = without.tables.filter(({ rows }) => rows === 0);
    expect(empty.map(({ name }) => name).toSorted()).toEqual(apart.map(({ name }) => name).toSorted());

    await restore(await runDump([tableDataDump(setting, apart)]), restored);
    expect(await proveDatabase(restored.url)).toEqual(expected);
  },
);
