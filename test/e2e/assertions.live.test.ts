import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';

const SECRET = 'kim4711@example.com';
const TABLES = `
CREATE TABLE sale (amount numeric, at timestamptz, facts jsonb, open boolean, owner text);
INSERT INTO sale VALUES (1.00, '2026-11-21 03:00+01', '{"a":[1]}', true, '${SECRET}');
CREATE FUNCTION complain() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'bad owner %', (SELECT owner FROM sale); END $$;`;

/** A house whose backup is tested with these assertions, each named by its query. */
async function houseWith(sql: readonly { query: string; equals: string | boolean }[]) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(TABLES);
  const house = await openHouse(database, {
    policy: { checks: { sql: sql.map(written => ({ name: written.query, ...written })) } },
  });
  await house.startWorker();
  done(await house.backup());
  return house;
}

test('values compare as PostgreSQL writes them', async () => {
  const house = await houseWith([
    { query: 'SELECT amount FROM sale', equals: '1.00' },
    { query: 'SELECT at FROM sale', equals: '2026-11-21 02:00:00+00' },
    { query: 'SELECT facts FROM sale', equals: '{"a": [1]}' },
    { query: 'SELECT open FROM sale', equals: true },
    { query: 'SELECT 9007199254740993', equals: '9007199254740993' },
  ]);
  const { checks } = done(await house.restoreTest());
  expect(checks.filter(({ name }) => name.startsWith('assertion ')).map(({ verdict }) => verdict)).toEqual(
    Array.from({ length: 5 }, () => 'passed'),
  );
});

test('a query that returns two values or fails is told as a finding, and no value of a row is repeated', async () => {
  const expected = [
    ['SELECT 1, 1', 'the query must return one row with one value, not 1 row with 2'],
    ['SELECT 1; SELECT 1', 'cannot insert multiple commands into a prepared statement'],
    ['SELECT owner::int FROM sale', 'invalid input syntax for type integer: "…"'],
    ['SELECT complain()', 'a function of the database raised an error (SQLSTATE P0001)'],
    ['SELECT count(*) FROM purchase', 'relation "purchase" does not exist'],
    ['DELETE FROM sale', 'cannot execute DELETE in a read-only transaction'],
  ] as const;
  const house = await houseWith(expected.map(([query]) => ({ query, equals: '1' })));
  const { failure, outcome } = failed(await house.restoreTest(), 'DataDiffers');
  const checks = outcome?.checks?.filter(({ name }) => name.startsWith('assertion '));
  expect(checks?.map(({ detail }) => detail)).toEqual(expected.map(([, detail]) => detail));
  const evidence = readFileSync(String(outcome?.evidence?.json), 'utf8');
  expect(evidence).toContain('SELECT complain()');
  expect(evidence + JSON.stringify({ failure, outcome })).not.toMatch(/kim|4711/);
});
