import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import { FAILURES } from '../../src/domain/failures.ts';
import { PROGRESS_QUERY, type RunProgress } from '../../src/domain/steps.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { shared } from '../stack/ending.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';

const SECRET = 'kim4711@example.com';
const TABLES = `
CREATE TABLE sale (made date DEFAULT '2020-01-01', amount numeric, at timestamptz, facts jsonb, open boolean, owner text);
INSERT INTO sale (amount, at, facts, open, owner) VALUES (1.00, '2026-11-21 03:00+01', '{"a":[1]}', true, '${SECRET}');
CREATE FUNCTION complain() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'bad owner %', (SELECT owner FROM sale); END $$;`;

const SHAPE = 'the query must return one row with one value';
const MISTAKE = 'mistake in the assertion: ';

/** What comes of a query: verdict and words. */
const ANSWERS = [
  ['SELECT owner::int FROM sale', 'failed', 'invalid input syntax for type integer: "…"'],
  ['SELECT complain()', 'failed', 'a function of the database raised an error (SQLSTATE P0001)'],
  ['SELECT count(*) FROM purchase', 'failed', 'relation "purchase" does not exist'],
  ['SELECT vanished(1)', 'failed', 'function vanished(integer) does not exist'],
  ['SELECT amount FROM sale WHERE false', 'failed', `${SHAPE}, not 0 rows with 0`],
  ['SELECT pg_sleep(9)', 'failed', 'the query was ended after 0.5 s'],
  ['SELECT 1, 1', 'inconclusive', `${MISTAKE}${SHAPE}, not 1 row with 2`],
  ['SELECT 1; SELECT 1', 'inconclusive', `${MISTAKE}cannot insert multiple commands into a prepared statement`],
  ['SELEKT 1', 'inconclusive', `${MISTAKE}syntax error at or near "SELEKT"`],
  ['SELECT $1', 'inconclusive', expect.stringContaining(`${MISTAKE}bind message supplies`)],
  ['SELECT ammount FROM sale', 'inconclusive', `${MISTAKE}column "ammount" does not exist`],
  ['SELECT amount, count(*) FROM sale', 'inconclusive', expect.stringContaining('must appear in the GROUP BY')],
  ['DELETE FROM sale', 'inconclusive', `${MISTAKE}cannot execute DELETE in a read-only transaction`],
] as const;

const newest = (table: string, column: string) => ({ newest: { table, column, within: '1h' } });

/** Sets of assertions, each of a target of its own. Those without a name are named by their query. */
const SETS: { readonly [target: string]: readonly Written[] } = {
  values: [
    { query: 'SELECT amount FROM sale', equals: '1.00' },
    { query: 'SELECT at FROM sale', equals: '2026-11-21 02:00:00+00' },
    { query: 'SELECT facts FROM sale', equals: '{"a": [1]}' },
    { query: 'SELECT open FROM sale', equals: true },
    { query: 'SELECT 9007199254740993', equals: '9007199254740993' },
  ],
  answers: ANSWERS.map(([query]) => ({ query, equals: '1', timeLimit: '0.5s' })),
  mistake: [
    { query: 'SELECT count(* FROM sale', equals: '1' },
    { query: 'SELECT count(*) FROM sale', equals: '1' },
  ],
  newest: [
    { name: 'old', ...newest('public.sale', 'made') },
    { name: 'no time', ...newest('public.sale', 'amount') },
    { name: 'gone', ...newest('public.purchase', 'at') },
  ],
  slow: [
    { query: 'SELECT pg_sleep(0.2) IS NULL', equals: false, maxMs: 100 },
    { query: 'SELECT 1', equals: '1', maxMs: 30_000 },
  ],
  endless: [{ query: 'SELECT pg_sleep(900) IS NULL', equals: true, timeLimit: '1h' }],
};

type Written = { readonly query?: string; readonly equals?: string | boolean; readonly [setting: string]: unknown };

const open = shared(async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(TABLES);
  const targets = Object.entries(SETS).map(([target, sql]) => [
    target,
    { checks: { sql: sql.map(written => ({ name: written.query, ...written })) } },
  ]);
  const house = await openHouse(database, { targets: Object.fromEntries(targets) });
  await house.startWorker();
  return house;
});

/** The house, with a backup of the target that is tested with a set of assertions. */
async function houseWith(target: string): Promise<House> {
  const house = open();
  done(await house.backup({ target }));
  return house;
}

test('values compare as PostgreSQL writes them', async () => {
  const house = await houseWith('values');
  const { checks } = done(await house.restoreTest({ target: 'values' }));
  expect(checks.filter(({ name }) => name.startsWith('assertion ')).map(({ verdict }) => verdict)).toEqual(
    Array.from({ length: 5 }, () => 'passed'),
  );
});

test('what came of a query is told, and no value of a row is repeated', async () => {
  const house = await houseWith('answers');
  const { failure, outcome } = failed(await house.restoreTest({ target: 'answers' }), 'DataDiffers');
  const checks = outcome?.checks?.filter(({ name }) => name.startsWith('assertion '));
  expect(checks?.map(({ verdict, detail }) => [verdict, detail])).toEqual(
    ANSWERS.map(([, verdict, detail]) => [verdict, detail]),
  );
  const evidence = readFileSync(String(outcome?.evidence?.json), 'utf8');
  expect(evidence).toContain('SELECT complain()');
  expect(evidence + JSON.stringify({ failure, outcome })).not.toMatch(/kim|4711/);
});

test('a mistake alone ends as one of the configuration, after everything was compared (M13)', async () => {
  const house = await houseWith('mistake');
  const { failure, outcome } = failed(await house.restoreTest({ target: 'mistake' }), 'ConfigurationInvalid');
  expect(FAILURES[failure.kind].exitCode).toBe(2);
  expect(outcome?.verdict).toBe('inconclusive');
  expect(failure.message).toMatch(/^assertion SELECT count\(\* FROM sale: mistake in the assertion: syntax error/);
  expect(JSON.parse(readFileSync(String(outcome?.evidence?.json), 'utf8')).checks).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'table public.sale', verdict: 'passed' }),
      expect.objectContaining({ name: 'assertion SELECT count(*) FROM sale', verdict: 'passed' }),
    ]),
  );
});

test('newest is measured on the restored rows; a column that holds no time is a mistake, a missing table a finding', async () => {
  const house = await houseWith('newest');
  const { outcome } = failed(await house.restoreTest({ target: 'newest' }), 'DataDiffers');
  const checks = outcome?.checks?.filter(({ name }) => name.startsWith('assertion '));
  expect(checks).toMatchObject([
    { verdict: 'failed', found: expect.stringMatching(/before the snapshot$/) },
    {
      verdict: 'inconclusive',
      detail: expect.stringMatching(/^mistake in the assertion: cannot cast type numeric/),
    },
    { verdict: 'failed', detail: 'relation "public.purchase" does not exist' },
  ]);
});

test('a query that takes longer than maxMs ends as a missed objective: the data are right', async () => {
  const house = await houseWith('slow');
  const { failure, outcome } = failed(await house.restoreTest({ target: 'slow' }), 'ObjectiveMissed');
  expect(failure.message).toMatch(/^time of SELECT pg_sleep\(0\.2\) IS NULL \d+ ms, at most 100 ms$/);
  expect(outcome?.verdict).toBe('passed');
  const times = outcome?.checks?.filter(({ name }) => /^time of (?!.* against earlier tests$)/.test(name));
  expect(times?.map(({ verdict }) => verdict)).toEqual(['failed', 'passed']);
});

test('a cancelled run does not wait for the end of a query', async () => {
  const house = await houseWith('endless');
  const run = await house.start('restore-test', { target: 'endless' });
  await vi.waitFor(
    async () => {
      const { steps } = await run.query<RunProgress>(PROGRESS_QUERY);
      expect(steps.find(({ name }) => name === 'assertions')).toMatchObject({ state: 'running' });
    },
    { timeout: 60_000 },
  );
  await run.cancel();
  failed(await readResult(run), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
