import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { backedUpAndRestored } from './backed-up-and-restored.ts';

test.each([15, 16, 18])('PostgreSQL %i: a backup of a value of 100 MB passes its restore test', async major => {
  const database = await makeDatabase(clusterOf(major));
  await database.sql(`CREATE TABLE huge (a bytea);
    INSERT INTO huge VALUES (decode(repeat('00ff5c0a', 25000000), 'hex'))`);
  expect((await backedUpAndRestored(database)).proof).toMatchObject({ tables: 1, rows: 1, notProven: 0 });
});

// On one major: what is tried is the number, and it takes its time.
test('D10: a backup of a thousand schemas passes its restore test', async () => {
  const database = await makeDatabase(clusterOf(18));
  await database.sql(`DO $$ BEGIN FOR n IN 1..1000 LOOP
    EXECUTE format('CREATE SCHEMA %I; CREATE TABLE %1$I.t (a serial, b int DEFAULT %s); INSERT INTO %1$I.t DEFAULT VALUES', 'tenant ' || n, n);
    IF n % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$`);
  expect((await backedUpAndRestored(database)).proof).toMatchObject({ tables: 1_000, rows: 1_000, sequences: 1_000 });
});
