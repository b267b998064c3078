import { expect, test } from 'vitest';
import type { Check } from '../../src/domain/verdicts.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';

const TABLES = `
CREATE TABLE plain (id serial PRIMARY KEY, note text);
INSERT INTO plain (note) SELECT 'row ' || n FROM generate_series(1, 100) n;
CREATE TABLE twins (word text);
INSERT INTO twins SELECT 'same' FROM generate_series(1, 10);
CREATE TABLE prices (amount numeric);
INSERT INTO prices VALUES (1.0), (2.50);`;

/** Backs up, restores, changes the restored database behind the test's back, and lets it compare. */
async function compared(sandboxSql: string) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(TABLES);
  const house = await openHouse(database);
  await house.startWorker({ plants: [{ activity: 'restoreBackup', when: 'after', act: { sandboxSql } }] });
  done(await house.backup());
  return house.restoreTest();
}

test.each([
  ['a changed row', `UPDATE public.plain SET note = 'row five' WHERE id = 5`, 'table public.plain'],
  ['a lost row', `DELETE FROM public.plain WHERE id = 5`, 'table public.plain'],
  [
    'two equal rows lost',
    `DELETE FROM public.twins WHERE ctid IN (SELECT ctid FROM public.twins LIMIT 2)`,
    'table public.twins',
  ],
  ['1.00 where 1.0 was', `UPDATE public.prices SET amount = 1.00 WHERE amount = 1.0`, 'table public.prices'],
  ['a lost table', `DROP TABLE public.twins`, 'table public.twins'],
  ['a sequence that is behind', `SELECT pg_catalog.setval('public.plain_id_seq', 7)`, 'sequence'],
])('finds %s, in words of its own, and shows no row', async (_, sql, name) => {
  const { failure, outcome } = failed(await compared(sql), 'DataDiffers');
  // That a lost table has no definition any more is another finding.
  const found = (outcome?.checks ?? []).filter(
    check => check.verdict === 'failed' && !check.name.startsWith('structure '),
  );
  expect(found).toHaveLength(1);
  const [check] = found as [Check];
  expect(check.name).toContain(name);
  expect(check.detail).toBeTruthy();
  expect(check.expected).not.toEqual(check.found);
  expect(JSON.stringify({ failure, outcome })).not.toMatch(/row five|"same"|row \d+"/);
});

test('each of these differences has words of its own', async () => {
  const details = [];
  for (const sql of [
    `UPDATE public.plain SET note = 'x' WHERE id = 5`,
    `DELETE FROM public.plain WHERE id = 5`,
    `DROP TABLE public.twins`,
    `SELECT pg_catalog.setval('public.plain_id_seq', 7)`,
  ]) {
    const { outcome } = failed(await compared(sql), 'DataDiffers');
    details.push(outcome?.checks?.find(({ verdict }) => verdict === 'failed')?.detail?.replace(/\d+/g, 'N'));
  }
  expect(new Set(details).size).toBe(details.length);
});
