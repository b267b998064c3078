import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';

/** Two relations of every kind whose names read alike when schema and name are joined by a dot. */
const ALIKE = `
CREATE SCHEMA "a.b"; CREATE SCHEMA a;
CREATE MATERIALIZED VIEW "a.b".c AS SELECT 1 AS one;
CREATE TABLE a."b.c" AS SELECT n FROM generate_series(1, 7) n;
CREATE TABLE "a.b".d AS SELECT n FROM generate_series(1, 3) n;
CREATE TABLE a."b.d" AS SELECT n FROM generate_series(1, 5) n;
CREATE SEQUENCE "a.b".s; SELECT pg_catalog.setval('"a.b".s', 5);
CREATE SEQUENCE a."b.s"; SELECT pg_catalog.setval('a."b.s"', 100);`;

const tested = async (sandboxSql = 'SELECT') => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(ALIKE);
  const house = await openHouse(database);
  await house.startWorker({ plants: [{ activity: 'restoreBackup', when: 'after', act: { sandboxSql } }] });
  done(await house.backup());
  return house.restoreTest();
};

test('relations whose names read alike are each compared with their own proof', async () => {
  const { checks, verdict } = done(await tested());
  expect(verdict).toBe('passed');
  const found = checks.filter(({ name }) => /^(table|sequence) /.test(name)).map(check => [check.name, check.found]);
  expect(found).toEqual([
    ['table a.b.c', expect.objectContaining({ rows: 7 })],
    ['table a.b.d', expect.objectContaining({ rows: 5 })],
    ['table a.b.d', expect.objectContaining({ rows: 3 })],
    ['sequence a.b.s', { lastValue: '100', isCalled: true }],
    ['sequence a.b.s', { lastValue: '5', isCalled: true }],
  ]);
});

test('a loss in one of them is seen, though the other is not proven', async () => {
  const { failure } = failed(await tested('DELETE FROM a."b.c" WHERE n = 7'), 'DataDiffers');
  expect(failure.message).toMatch(/^table a\.b\.c: 1 row lost/);
});
