import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArchiveHead } from '../../../src/activities/restore/archive-head.ts';
import { findExcerpt } from '../../../src/activities/restore/find-excerpt.ts';
import { describeEntry, parseArchiveEntries } from '../../../src/domain/archive-entries.ts';
import { parseSchemaNames, parseTableNames } from '../../../src/domain/object-names.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { dumpArchive } from '../sandbox/archives.ts';

const SQL = `CREATE SCHEMA a; CREATE SCHEMA "a b"; CREATE SCHEMA "DATA"; CREATE SCHEMA empty;
  CREATE TABLE a."b c" (i int); CREATE TABLE "a b".c (i int); CREATE TABLE "DATA".x (i int); CREATE TABLE a.x (i int);
  CREATE TABLE "Odd ""name"", x" (i int); CREATE TABLE "two
lines" (i int); CREATE TABLE "-l" (i int); CREATE TABLE orders (id serial); CREATE VIEW v AS SELECT 1`;

async function open(major: number) {
  const database = await makeDatabase(clusterOf(major));
  await database.sql(SQL);
  const archive = createReadStream(await dumpArchive(database));
  const head = await readArchiveHead(archive, database.cluster.programs, AbortSignal.timeout(60_000));
  const entries = parseArchiveEntries(head.list, ['postgres']);
  const names = (ids: readonly number[]) => entries.filter(({ dumpId }) => ids.includes(dumpId)).map(describeEntry);
  return {
    entries,
    tables: async (text: string) => {
      const { tables, asked } = await findExcerpt(
        { kind: 'tables', tables: parseTableNames(text, '--tables') },
        entries,
        head,
      );
      return { tables: names(tables), ids: tables, asked };
    },
    schemas: async (text: string) => {
      const { tables, others } = await findExcerpt(
        { kind: 'schemas', schemas: parseSchemaNames(text, '--schema') },
        entries,
        head,
      );
      return names([...tables, ...others]);
    },
  };
}

describe.each([15, 16, 18])('in an archive of PostgreSQL %i', major => {
  test('tables are found by their exact names, odd ones too', async () => {
    const { tables } = await open(major);
    for (const [text, title] of [
      ['"DATA".x', 'TABLE DATA x'],
      ['"Odd ""name"", x"', 'TABLE public Odd "name", x'],
      ['public."two\nlines"', 'TABLE public two lines'],
      ['"-l"', 'TABLE public -l'],
    ] as const)
      expect((await tables(text)).tables).toEqual([title]);
  });

  test('two names that read alike in the list are told apart', async () => {
    const { tables } = await open(major);
    const [one, two] = [await tables('a."b c"'), await tables('"a b".c')];
    expect(one.tables).toEqual(two.tables);
    expect(one.ids).not.toEqual(two.ids);
  });

  test('a name without a schema is found where only one schema has it', async () => {
    const { tables } = await open(major);
    expect((await tables('orders')).asked).toEqual({ kind: 'tables', tables: [{ schema: 'public', name: 'orders' }] });
    await expect(tables('x')).rejects.toMatchObject({
      kind: 'UsageInvalid',
      message: expect.stringContaining('"DATA".x, a.x'),
    });
  });

  test('a name that is not there is refused, with those that are near', async () => {
    const { tables, schemas } = await open(major);
    await expect(tables('public.ordrs')).rejects.toMatchObject({
      kind: 'NotFound',
      hint: 'did you mean public.orders?',
    });
    await expect(tables('"Orders"')).rejects.toMatchObject({ kind: 'NotFound', hint: 'did you mean public.orders?' });
    await expect(tables('v')).rejects.toMatchObject({ kind: 'NotFound' });
    await expect(tables('public.v')).rejects.toMatchObject({ kind: 'UsageInvalid' });
    await expect(tables('*')).rejects.toMatchObject({ kind: 'NotFound' });
    await expect(schemas('emty')).rejects.toMatchObject({ kind: 'NotFound', hint: 'did you mean empty?' });
  });

  test('a schema is found with what is in it, and an empty one too', async () => {
    const { schemas } = await open(major);
    expect(await schemas('"a b"')).toEqual(['SCHEMA a b', 'TABLE a b c', 'TABLE DATA a b c']);
    expect(await schemas('empty')).toEqual(['SCHEMA empty']);
  });
});

test('what is no archive is damaged', async () => {
  const { programs } = clusterOf(15);
  const stream = createReadStream(join(programs, 'pg_restore'), { end: 100_000 });
  await expect(readArchiveHead(stream, programs, AbortSignal.timeout(60_000))).rejects.toMatchObject({
    kind: 'ArtifactDamaged',
  });
});
