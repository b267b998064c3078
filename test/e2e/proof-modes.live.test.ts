import { execa } from 'execa';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';

/** What a person reads on stdout and stderr. */
async function read(house: House, ...words: readonly string[]) {
  const ran = await execa(process.execPath, ['src/client/main.ts', ...words, '--config', house.config], {
    reject: false,
  });
  return { exitCode: ran.exitCode, stdout: ran.stdout, stderr: ran.stderr };
}

test.each([
  ['full', 0, '2 tables with 5 rows, equal by count and fingerprint', /shop: restored and compared .* ago/],
  ['counts', 0, '2 tables with 5 rows, equal in number of rows only', /only their number was compared/],
  ['off', 8, 'nothing was compared (proof: off)', /nothing was compared \(proof: off\)/],
] as const)('restore-test and status say what proof %s has shown', async (proof, exitCode, compared, status) => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`CREATE TABLE a AS SELECT n FROM generate_series(1, 2) n;
    CREATE TABLE b AS SELECT n FROM generate_series(1, 3) n`);
  const house = await openHouse(database, { policy: { proof } });
  await house.startWorker();
  expect((await read(house, 'backup')).exitCode).toBe(0);
  const tested = await read(house, 'restore-test');
  expect(tested).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(compared) });
  const seen = await read(house, 'status');
  expect(seen).toMatchObject({ exitCode, stderr: expect.stringMatching(status) });
});

test('hundreds of tables and of views are counted right where not all of them are carried', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`DO $$ BEGIN
    FOR n IN 1..650 LOOP EXECUTE format('CREATE TABLE t%s AS SELECT 1 AS one', n); END LOOP;
    FOR n IN 1..320 LOOP EXECUTE format('CREATE MATERIALIZED VIEW m%s AS SELECT 1 AS one', n); END LOOP; END $$`);
  const house = await openHouse(database);
  await house.startWorker();
  await read(house, 'backup');
  const { stdout } = await read(house, 'restore-test');
  expect(stdout).toContain('650 tables with 650 rows, equal by count and fingerprint');
  const report = await read(house, 'report', 'restore-test:shop');
  expect(report.stdout).toContain('20 more objects');
});
