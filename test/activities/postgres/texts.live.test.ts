import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openSource } from './sources.ts';

const open = async (major = 18) => openSource((await makeDatabase(clusterOf(major))).url);

test.each([15, 16, 18])('rows come as lists of texts as PostgreSQL %i writes them', async major => {
  const session = await open(major);
  expect(
    await session.texts(
      `SELECT 1.50, 9007199254740993, '{"b": 1, "a":[2]}'::json, '{"b": 1, "a":[2]}'::jsonb, timestamptz '2026-11-21 03:00+01',
              date '2026-11-21', true, false, '{1,NULL}'::int[], '\\xDEADBEEF'::bytea, NULL`,
    ),
  ).toEqual([
    [
      '1.50',
      '9007199254740993',
      '{"b": 1, "a":[2]}',
      '{"a": [2], "b": 1}',
      '2026-11-21 02:00:00+00',
      '2026-11-21',
      'true',
      'false',
      '{1,NULL}',
      '\\xdeadbeef',
      null,
    ],
  ]);
});

test('columns of one name stay apart', async () => {
  expect(await (await open()).texts('SELECT 1, 2 UNION ALL SELECT 3, 4 ORDER BY 1')).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('other queries of the session keep their types', async () => {
  const session = await open();
  await session.texts('SELECT 1');
  expect(await session.query('SELECT 1 AS one, true AS yes')).toEqual([{ one: 1, yes: true }]);
});

test('two statements at once are refused', async () => {
  await expect((await open()).texts('SELECT 1; SELECT 2')).rejects.toMatchObject({ kind: 'DumpFailed' });
});
