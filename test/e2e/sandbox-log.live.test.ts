import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';

/** The index calls a function that talks, and finds its table only where the search path leads there: pg_restore's does not. */
const UNRESTORABLE = `
CREATE TABLE rate (n int); INSERT INTO rate VALUES (4711);
CREATE FUNCTION known(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
  BEGIN RAISE LOG 'it is %', n; RAISE WARNING 'it is %', n; RETURN (SELECT r.n FROM rate r WHERE r.n = known.n); END $$;
CREATE TABLE sale AS SELECT 4711 AS amount; CREATE INDEX ON sale (known(amount))`;

async function logOf(prepare: string, policy = {}) {
  const database = await makeDatabase(clusterOf(16));
  await database.sql(prepare);
  const house = await openHouse(database, { policy });
  await house.startWorker();
  done(await house.backup());
  const result = await house.restoreTest();
  const evidence = result.ended === 'failed' ? result.outcome?.evidence : result.outcome.evidence;
  return { result, log: readFileSync(String(evidence?.json).replace(/json$/, 'log'), 'utf8') };
}

test('when a restore fails, the log of the run has the end of the sandbox server’s log, without a value (M20)', async () => {
  const { result, log } = await logOf(UNRESTORABLE);
  failed(result, 'RestoreFailed');
  expect(log).toMatch(/destroy sandbox server: \S+ \S+ postmaster: LOG database system is ready to accept connections/);
  expect(log).toMatch(/destroy sandbox server: \S+ \S+ client backend: ERROR SQLSTATE 42P01/);
  expect(log).not.toContain('4711');
});

test('a test that passed has nothing of it', async () => {
  const { result, log } = await logOf('CREATE TABLE t AS SELECT 1 AS n');
  done(result);
  expect(log).not.toContain('sandbox server');
});
