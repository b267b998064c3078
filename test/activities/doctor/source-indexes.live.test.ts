import { expect, test } from 'vitest';
import { diagnoseSourceIndexes } from '../../../src/activities/doctor/source-indexes.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { urlAs } from '../postgres/sources.ts';
import { depsOf, job, targetOf } from './surroundings.ts';

/** As PostgreSQL's own tests damage an index: the order that it was built in is another one now. */
const FICKLE = `
CREATE FUNCTION order_of(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN a = b THEN 0 WHEN a > b THEN 1 ELSE -1 END';
CREATE OPERATOR CLASS fickle FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 order_of(int, int);
CREATE TABLE numbers AS SELECT n FROM generate_series(4711, 5000) n;
CREATE INDEX numbers_by_fickle ON numbers (n fickle)`;
const TURNED = `
CREATE OR REPLACE FUNCTION order_of(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN a = b THEN 0 WHEN a > b THEN -1 ELSE 1 END'`;

async function diagnose(url: string) {
  const deps = depsOf({ DATABASE_URL: url });
  const findings = await diagnoseSourceIndexes(targetOf(deps), job, deps);
  expect(findings).toHaveLength(1);
  return findings[0];
}

test('healthy indexes are ok', async () => {
  const { url, sql } = await makeDatabase(clusterOf(15), 'chinook');
  await sql('CREATE EXTENSION amcheck');
  expect(await diagnose(url)).toMatchObject({ group: 'source', label: 'indexes', verdict: 'ok' });
});

test('a damaged index is named, and no value of a row is told', async () => {
  const { url, sql } = await makeDatabase(clusterOf(15));
  await sql(`CREATE EXTENSION amcheck; ${FICKLE}`);
  await sql(TURNED);
  const finding = await diagnose(url);
  expect(finding).toMatchObject({
    verdict: 'failed',
    found: expect.stringContaining('numbers_by_fickle'),
    hint: expect.stringContaining('REINDEX'),
  });
  expect(finding?.found).not.toContain('4711');
});

test('without the extension they are skipped, and nothing is installed', async () => {
  const { url, sql } = await makeDatabase(clusterOf(15));
  expect(await diagnose(url)).toMatchObject({ verdict: 'skipped', hint: 'CREATE EXTENSION amcheck' });
  expect(await sql(`SELECT FROM pg_extension WHERE extname = 'amcheck'`)).toEqual([]);
});

test('a role that may not run the check is told which right it lacks, and with it does', async () => {
  const { url, sql, name } = await makeDatabase(clusterOf(15), 'chinook');
  const role = `r_${name}`;
  await sql(`CREATE EXTENSION amcheck; CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
  const finding = await diagnose(urlAs(url, role, 'x'));
  expect(finding).toMatchObject({
    verdict: 'skipped',
    hint: expect.stringMatching(/^GRANT EXECUTE ON FUNCTION bt_index_check/),
  });
  await sql(String(finding?.hint));
  expect(await diagnose(urlAs(url, role, 'x'))).toMatchObject({ verdict: 'ok' });
});
