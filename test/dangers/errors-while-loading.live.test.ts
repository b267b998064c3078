import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';
import { runLine } from './usual-line.ts';

/** A rule that became stricter after the rows had come: no load brings them back. */
const UNRESTORABLE = `
CREATE FUNCTION is_fair(int) RETURNS bool LANGUAGE sql AS 'SELECT $1 > 0';
CREATE TABLE an_order (id int, price int CHECK (is_fair(price))); INSERT INTO an_order VALUES (1, 1), (2, 1);
CREATE OR REPLACE FUNCTION is_fair(int) RETURNS bool LANGUAGE sql AS 'SELECT $1 > 1';`;

test('X6: psql ends 0 after errors and loads no order; Firedrill says that the backup cannot be restored', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(UNRESTORABLE);
  const scratch = await makeDatabase(clusterOf(15));
  const house = await openHouse(database);
  await runLine('pg_dump $DATABASE_URL > backup.sql', database, house.folder);
  const { exitCode, stderr } = await runLine('psql $DATABASE_URL < backup.sql', scratch, house.folder);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('ERROR');
  expect(await scratch.sql('SELECT count(*)::int AS n FROM an_order')).toEqual([{ n: 0 }]);

  await house.startWorker();
  done(await house.backup());
  failed(await house.restoreTest(), 'RestoreFailed');
});

test('X5: loading a table into the living one ends 0 and brings no lost row back', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(
    `CREATE TABLE users (id serial PRIMARY KEY, name text); INSERT INTO users (name) SELECT n FROM generate_series(1, 1000) n`,
  );
  const house = await openHouse(database);
  await runLine('pg_dump $DATABASE_URL -t users > users_recovered.sql', database, house.folder);
  await database.sql(`INSERT INTO users (name) VALUES ('late'); DELETE FROM users WHERE id <= 10`);
  const { exitCode, stderr } = await runLine('psql $DATABASE_URL < users_recovered.sql', database, house.folder);
  expect(exitCode).toBe(0);
  expect(stderr.match(/ERROR/g)?.length).toBeGreaterThan(3);
  const counted = `SELECT count(*)::int AS n, (SELECT last_value::int FROM users_id_seq) AS last FROM users`;
  expect(await database.sql(counted)).toEqual([{ n: 991, last: 1_000 }]);
});
