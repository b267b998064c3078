import { expect, test } from 'vitest';
import { queryOf } from '../../../src/activities/restore-test/assertion-queries.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';

const SNAPSHOT = '2026-03-01T12:00:00.500Z';
const HOUR_MS = 3_600_000;

/** A session on a database that has a table `a"b.c d` with the column `Created "At"` of this type and these values. */
async function column(type: string, ...values: readonly string[]) {
  const database = await makeDatabase(clusterOf(16));
  await database.sql('CREATE SCHEMA "a""b"');
  await database.sql(`CREATE TABLE "a""b"."c.d" ("Created ""At""" ${type})`);
  for (const value of values) await database.sql(`INSERT INTO "a""b"."c.d" VALUES ('${value}')`);
  const session = await openSource(database.url);
  const expect = { kind: 'newest', table: 'a"b.c.d', column: 'Created "At"', withinMs: HOUR_MS } as const;
  return () => session.texts(queryOf({ name: 'n', expect, timeLimitMs: 1_000 }, SNAPSHOT));
}

test.each([
  ['timestamptz', ['2026-03-01 12:00:00+00', '2026-03-01 10:00:00+00'], '500'],
  ['timestamptz', ['2026-03-01 13:00:00+01'], '500'],
  ['timestamp', ['2026-03-01 11:00:00.5'], String(HOUR_MS)],
  ['date', ['2026-03-01'], '43200500'],
])('the age of the newest %s of %s is counted from the snapshot, not from now (M13)', async (type, values, ageMs) => {
  expect(await (await column(type, ...values))()).toEqual([[ageMs]]);
});

test('times far ahead of the snapshot hide nothing, and a clock that is a little ahead is borne', async () => {
  const ask = await column('timestamptz', '2099-01-01', 'infinity', '2026-03-01 12:00:02.5+00', '-infinity');
  expect(await ask()).toEqual([['-2000']]);
});

test('a column without any time has no age', async () => {
  expect(await (await column('timestamptz'))()).toEqual([[null]]);
});

test('a column of another type is refused as what it is', async () => {
  await expect((await column('bigint', '4711'))()).rejects.toMatchObject({
    cause: { code: expect.stringMatching(/^(42883|42846)$/) },
  });
});
