import { expect, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { clusterOf, makeDatabase, type TestDatabase, urlOf } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { restoreInto } from './excerpts.ts';

/** The name is that of the database that a restore test makes beside the restored one. */
const NAME = 'firedrill_reference_1';

test('accuses no name of a database that is not in UTF-8, whatever it is called', async () => {
  const cluster = clusterOf(16);
  await runSql(urlOf(cluster, 'template1'), `CREATE DATABASE ${NAME} ENCODING 'LATIN1' TEMPLATE template0`);
  const url = urlOf(cluster, NAME);
  const database: TestDatabase = { name: NAME, url, cluster, sql: text => runSql(url, text) };
  await database.sql(`CREATE TABLE "Übung" (ä int PRIMARY KEY, ö text DEFAULT 'ü'); CREATE VIEW é AS SELECT ö FROM "Übung";
    COMMENT ON VIEW é IS 'Übung'; COMMENT ON DATABASE ${NAME} IS 'é'`);
  const house = await openHouse(database);
  await house.startWorker();
  done(await house.backup());
  const { checks = [] } = done(await house.restoreTest());
  expect(checks.find(({ name }) => name === 'structure')).toMatchObject({ verdict: 'passed', found: '4 objects' });
  expect(checks.find(({ name }) => name === 'database properties')).toMatchObject({
    verdict: 'inconclusive',
    required: false,
  });
  const into = await makeDatabase(cluster);
  const refused = await restoreInto(house, into, '--tables', '"Übung"');
  expect([refused.exitCode, refused.document.error?.message]).toEqual([10, 'the backup has no table "Übung"']);
  expect(await into.sql(`SELECT FROM pg_class WHERE relname = 'Übung'`)).toEqual([]);
});

test('shows the properties of a database called template1 as not checked', async () => {
  const cluster = clusterOf(16);
  const url = urlOf(cluster, 'template1');
  const house = await openHouse({ name: 'template1', url, cluster, sql: text => runSql(url, text) });
  await house.startWorker();
  done(await house.backup());
  const { checks = [], verdict } = done(await house.restoreTest());
  expect(verdict).toBe('passed');
  expect(checks.map(({ name }) => name)).not.toContain('database properties');
});
