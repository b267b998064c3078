import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

const COLLATED = `
CREATE COLLATION german (provider = icu, locale = 'de-DE');
CREATE TABLE words (word text COLLATE german, plain text);
CREATE INDEX words_sorted ON words (word);
INSERT INTO words SELECT 'ä' || n, n FROM generate_series(1, 10) n`;

async function collationCheck(more: string) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`${COLLATED};${more}`);
  const house = await openHouse(database);
  await house.startWorker();
  done(await house.backup());
  const { verdict, checks } = done(await house.restoreTest());
  return { verdict, check: checks.find(({ name }) => name === 'collation versions') };
}

test('a sandbox that sorts as the source does says so', async () => {
  const { check } = await collationCheck('');
  expect(check).toMatchObject({ verdict: 'passed', found: expect.stringMatching(/public\.german \d/) });
});

test('a collation that moved on under the source’s indexes is told with them, and fails nothing', async () => {
  const { verdict, check } = await collationCheck(
    `UPDATE pg_collation SET collversion = '1.1' WHERE collname = 'german'`,
  );
  expect(verdict).toBe('passed');
  expect(check).toMatchObject({ verdict: 'inconclusive', detail: expect.stringContaining('public.words_sorted') });
});
