import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { makeStaging, openStaged } from '../stack/staging.ts';

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
    'assertion artists': { verdict: 'passed' },
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

test('a table under forced row-level security is compared whole', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  await database.sql(`CREATE TABLE own (id int); INSERT INTO own SELECT generate_series(1, 50);
    ALTER TABLE own ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY none ON own USING (false)`);
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(database, staging, { allowSource: true });
  await house.startWorker();
  done(await house.backup());
  expect(done(await house.restoreTest()).verdict).toBe('passed');
});
