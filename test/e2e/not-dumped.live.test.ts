import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

test.each([15, 16, 18])('lists what pg_dump %i leaves out without a word, and accuses nobody of it', async major => {
  const database = await makeDatabase(clusterOf(major));
  await database.sql(`
    CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE c (a int CONSTRAINT to_a REFERENCES a, d int REFERENCES a);
    CREATE INDEX broken ON a (b); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass;
    CREATE TABLE p (n int) PARTITION BY LIST (n); CREATE TABLE p1 PARTITION OF p DEFAULT; CREATE INDEX half ON ONLY p (n)`);
  await database.sql(`DO $$ DECLARE t name; BEGIN
    SELECT tgname INTO t FROM pg_trigger JOIN pg_constraint k ON k.oid = tgconstraint WHERE conname = 'to_a' AND tgrelid = 'c'::regclass LIMIT 1;
    EXECUTE format('ALTER TABLE c DISABLE TRIGGER %I', t); END $$`);
  const house = await openHouse(database);
  await house.startWorker();
  done(await house.backup());
  const { verdict, evidence } = done(await house.restoreTest());
  expect(verdict).toBe('passed');
  const { notChecked } = JSON.parse(readFileSync(evidence?.json ?? '', 'utf8'));
  expect(notChecked).toEqual(
    expect.arrayContaining([
      { object: 'FK CONSTRAINT public c to_a', reason: expect.stringContaining('switched off') },
      { object: 'INDEX public broken', reason: expect.stringContaining('invalid') },
    ]),
  );
  expect(JSON.stringify(notChecked)).not.toMatch(/half|c_d_fkey|settings of roles/);
});
