import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { DestroyOutcome } from '../../src/domain/outcomes.ts';
import { destroyId, parseRunId } from '../../src/domain/runs.ts';
import { clusterOf, makeDatabase, type TestDatabase, urlOf } from '../stack/databases.ts';
import { type HouseOptions, openHouse } from '../stack/firedrill.ts';
import type { SharedCluster } from '../stack/global-setup.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { until, untilActivity } from '../stack/waiting.ts';

const PASSWORD = 'only-for-this-test';

/** A role on a server that others use, and what a restore test may see or leave there. */
async function makeStaging(cluster: SharedCluster, rights = 'CREATEDB') {
  const role = `drill_${randomBytes(4).toString('hex')}`;
  const admin = <Row extends object>(sql: string) => runSql<Row>(urlOf(cluster, 'template1'), sql);
  await admin(`CREATE ROLE ${role} LOGIN ${rights} PASSWORD '${PASSWORD}'`);
  const at = new URL(urlOf(cluster, 'template1'));
  at.username = role;
  at.password = PASSWORD;
  const owned = () =>
    admin<{ name: string }>(`SELECT datname::text AS name FROM pg_database WHERE pg_get_userbyid(datdba) = '${role}'`);
  const state = () =>
    admin(
      `SELECT (SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^drill_') AS roles,
              (SELECT string_agg(spcname, ' ' ORDER BY spcname) FROM pg_tablespace) AS tablespaces,
              (SELECT count(*) FROM pg_db_role_setting) AS settings`,
    );
  return { role, url: at.href, owned, state };
}

async function openStaged(
  database: TestDatabase,
  staging: { readonly url: string },
  options: { readonly allowSource?: boolean; readonly policy?: HouseOptions['policy'] } = {},
) {
  const { allowSource = false, policy } = options;
  process.env['STAGING_DATABASE_URL'] = staging.url;
  return openHouse(database, {
    policy,
    sandboxes: { staging: { kind: 'server', url: 'env:STAGING_DATABASE_URL', allowSource } },
  });
}

test('a backup is restored, compared row by row and dropped again on a server of the same major that is there already', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging, {
    allowSource: true,
    policy: {
      checks: {
        sql: [{ name: 'artists', query: 'SELECT count(*) FROM artist', equals: 275 }],
        command: { run: ['psql', '-XAtc', 'SELECT count(*), current_user FROM artist'] },
      },
    },
  });
  await house.startWorker();
  const before = await staging.state();
  done(await house.backup());
  const { verdict, checks, evidence } = done(await house.restoreTest());
  expect(verdict).toBe('passed');
  const byName = Object.fromEntries(checks.map(({ name, verdict, detail }) => [name, { verdict, detail }]));
  expect(byName).toMatchObject({
    restore: { verdict: 'passed' },
    structure: { verdict: 'passed' },
    artists: { verdict: 'passed' },
    'test command': { verdict: 'passed' },
    'owners and grants': { verdict: 'skipped', detail: expect.stringContaining('server that others use') },
    tablespaces: { verdict: 'skipped' },
    indexes: { verdict: 'inconclusive', detail: expect.stringContaining('superuser') },
    isolation: { verdict: 'inconclusive', detail: expect.stringContaining('partial') },
    'sandbox destroyed': { verdict: 'passed' },
  });
  expect(checks.find(({ name }) => name === 'test command')?.output).toBe(`275|${staging.role}`);
  expect(evidence).toBeDefined();
  expect(await staging.owned()).toEqual([]);
  expect(await staging.state()).toEqual(before);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('a newer server takes the backup; what only its own major could compare is skipped', async () => {
  const staging = await makeStaging(clusterOf(16));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging);
  await house.startWorker();
  done(await house.backup());
  const { verdict, checks } = done(await house.restoreTest());
  expect(verdict).toBe('passed');
  expect(checks.find(({ name }) => name === 'structure')).toMatchObject({ verdict: 'skipped' });
  expect(await staging.owned()).toEqual([]);
});

test.each([
  ['the source’s own server', 15, 'CREATEDB', 'ConfigurationInvalid', 'the server that the backup was taken from'],
  ['a superuser', 16, 'SUPERUSER', 'ConfigurationInvalid', 'superuser'],
  ['a role that may not create databases', 16, '', 'RightsMissing', 'may not create databases'],
] as const)('%s is refused, and nothing is made there', async (_, major, rights, kind, words) => {
  const staging = await makeStaging(clusterOf(major), rights);
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging);
  await house.startWorker();
  done(await house.backup());
  const { failure, outcome } = failed(await house.restoreTest(), kind);
  expect(failure.message).toContain(words);
  expect(outcome?.verdict).toBe('inconclusive');
  expect(await staging.owned()).toEqual([]);
});

test('an older server is refused', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(16), 'chinook'), staging);
  await house.startWorker();
  done(await house.backup());
  failed(await house.restoreTest(), 'VersionUnsupported');
});

test('a difference is found there as in a sandbox of one’s own', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging, { allowSource: true });
  await house.startWorker({
    plants: [
      {
        activity: 'compareBackup',
        when: 'before',
        act: { sandboxSql: `UPDATE public.artist SET name = 'x' WHERE artist_id = 1` },
      },
    ],
  });
  done(await house.backup());
  expect(failed(await house.restoreTest(), 'DataDiffers').failure.message).toContain('artist');
  expect(await staging.owned()).toEqual([]);
});

test('what the role may not make there accuses nobody: the test is inconclusive', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  await database.sql(
    `CREATE FUNCTION leak(int) RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT $1'; CREATE VIEW leaking AS SELECT leak(1)`,
  );
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(database, staging, { allowSource: true });
  await house.startWorker();
  done(await house.backup());
  const { outcome } = failed(await house.restoreTest(), 'Inconclusive');
  expect(outcome?.checks?.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  expect(outcome?.checks?.find(({ name }) => name === 'restore')).toMatchObject({
    verdict: 'inconclusive',
    detail: expect.stringContaining('leak'),
  });
});

test('the database of a worker that died is dropped when a worker of its host starts', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging, { allowSource: true });
  const worker = await house.startWorker({
    plants: [{ activity: 'compareBackup', when: 'before', act: { holdIn: house.folder } }],
  });
  done(await house.backup());
  const handle = await house.start('restore-test');
  await untilActivity(handle, 'compareBackup');
  expect(await staging.owned()).toHaveLength(1);
  worker.kill();
  await worker.ended;
  await handle.terminate('a hand in the UI');
  await house.startWorker();
  await until('the database is dropped', async () => (await staging.owned()).length === 0);
  await until('the folder is swept', () => leftoversOf(house.folder).sandboxes.length === 0);
});

test('a kept database tells how to connect, survives the sweep of another test, and is dropped in the end', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging, { allowSource: true });
  await house.startWorker();
  done(await house.backup());
  const { kept, runId } = done(await house.restoreTest({ keepMs: 3_600_000 }));
  expect(kept?.connect).toContain(`user=${staging.role} dbname=firedrill_test_`);
  expect(kept?.connect).not.toContain(PASSWORD);
  done(await house.restoreTest());
  expect(await staging.owned()).toHaveLength(1);
  const destroyer = house.engine.client.workflow.getHandle(destroyId('shop', parseRunId(runId)?.short ?? ''));
  await destroyer.signal('destroy');
  expect(done(await readResult<DestroyOutcome>(destroyer)).checks[0]).toMatchObject({
    verdict: 'passed',
    found: 'no database, no folder',
  });
  expect(await staging.owned()).toEqual([]);
});
