import { expect, test } from 'vitest';
import { diagnoseSource } from '../../../src/activities/doctor/source.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { urlAs } from '../postgres/sources.ts';
import { depsOf, findingIn, job, labelsOf, targetOf } from './surroundings.ts';

/** Examines a database as a worker with this DATABASE_URL would. */
function diagnose(url: string, changed: object = {}) {
  const deps = { ...depsOf({ DATABASE_URL: url }), ...changed };
  return diagnoseSource(targetOf(deps), job, deps);
}

test.each([15, 16, 18])('a healthy PostgreSQL %i is ok in everything', async major => {
  const { findings, state } = await diagnose((await makeDatabase(clusterOf(major), 'chinook')).url);
  expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
  expect(findingIn(findings, 'server').found).toContain(`PostgreSQL ${clusterOf(major).version}`);
  expect(findingIn(findings, 'programs').found).toMatch(new RegExp(`^pg_dump ${major}\\.`));
  expect(findingIn(findings, 'rights').found).toBe('all 11 tables and sequences are readable');
  expect(state).toMatchObject({ major, dataFolder: expect.stringContaining(`postgres-${major}`) });
  expect(state?.tableBytes).toBeGreaterThan(1_000_000);
});

test('a wrong password is the one thing that failed, and the rest is skipped', async () => {
  const { url } = await makeDatabase(clusterOf(15));
  const { findings, state } = await diagnose(url.replace(/:[^:@/]+@/, ':wrong-one@'));
  expect(findings).toHaveLength(2);
  expect(findingIn(findings, 'server')).toMatchObject({ verdict: 'failed', hint: expect.stringContaining('password') });
  expect(findingIn(findings, 'everything else').verdict).toBe('skipped');
  expect(JSON.stringify(findings)).not.toContain('wrong-one');
  expect(state).toBeUndefined();
});

test('a database that is not there is named', async () => {
  const database = await makeDatabase(clusterOf(15));
  const { findings } = await diagnose(`${database.url}_no`);
  expect(findingIn(findings, 'server')).toMatchObject({
    verdict: 'failed',
    found: expect.stringContaining(`"${database.name}_no" does not exist`),
  });
});

test('a server that does not answer is told with the way to ask it', async () => {
  const { findings } = await diagnose('postgres://backup@127.0.0.1:1/orders');
  expect(findingIn(findings, 'server')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('pg_isready'),
  });
});

test('the public password is warned of, and is not repeated', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`CREATE ROLE ${database.name}_r LOGIN PASSWORD 'postgres' IN ROLE pg_read_all_data`);
  const { findings } = await diagnose(urlAs(database.url, `${database.name}_r`, 'postgres'));
  expect(findingIn(findings, 'password')).toMatchObject({
    verdict: 'warning',
    hint: expect.stringContaining('\\password'),
  });
  expect(findingIn(findings, 'role').found).toBe(`${database.name}_r, no superuser, with pg_read_all_data`);
});

test('programs that are all older than the server cannot dump it', async () => {
  const { url } = await makeDatabase(clusterOf(18));
  const older = async () => [{ major: 16, version: '16.14', folder: '/x', hasServer: true, origin: 'PATH' }];
  const { findings } = await diagnose(url, { findPostgres: older });
  expect(findingIn(findings, 'programs')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('postgresql-client-18'),
  });
});

test('what a dump leaves out is a warning for each kind', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql('CREATE TABLE t (a int); CREATE INDEX broken ON t (a)');
  await database.sql(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass`);
  const { findings } = await diagnose(database.url);
  expect(labelsOf(findings, 'warning')).toEqual(['omissions']);
  expect(findingIn(findings, 'omissions').found).toContain('1 invalid index');
});
