import { expect, test } from 'vitest';
import { diagnoseSource } from '../../../src/activities/doctor/source.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';
import { depsOf, findingIn, job, targetOf } from './surroundings.ts';

test('a table that a migration holds is named, and does not hold the doctor up', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql('CREATE TABLE "Orders" (a int)');
  const migration = await openSource(database.url);
  await migration.query('BEGIN');
  await migration.query('LOCK TABLE public."Orders" IN ACCESS EXCLUSIVE MODE');
  const deps = depsOf({ DATABASE_URL: database.url });
  const { findings, state } = await diagnoseSource(targetOf(deps), job, deps);
  expect(findingIn(findings, 'locks')).toMatchObject({
    verdict: 'warning',
    found: expect.stringContaining('public."Orders"'),
  });
  expect(state).toMatchObject({ major: 15 });
  expect(state?.tableBytes).toBeUndefined();
});

test('a database of more tables than its server has places for locks is warned of', async () => {
  const database = await makeDatabase(clusterOf(16));
  await database.sql(`DO $$ BEGIN FOR n IN 1..3300 LOOP EXECUTE format('CREATE TABLE t%s ()', n);
    IF n % 500 = 0 THEN COMMIT; END IF; END LOOP; END $$`);
  const deps = depsOf({ DATABASE_URL: database.url });
  const { findings } = await diagnoseSource(targetOf(deps), job, deps);
  expect(findingIn(findings, 'locks')).toMatchObject({
    verdict: 'warning',
    hint: expect.stringContaining('max_locks_per_transaction'),
  });
});
