import { execa } from 'execa';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';
import { makeDocumentedRole, SQL } from './documented-roles.ts';
import { openArtifact, saveScript } from './open-artifact.ts';

/** Takes a backup that is refused before anything is dumped, and returns the refusal. */
async function refusedBackup(house: House): Promise<string> {
  const { failure, outcome } = failed(await house.backup(), 'RightsMissing');
  expect(outcome?.steps.find(({ state }) => state === 'failed')?.name).toBe('preflight');
  return failure.message;
}

async function globalsOf(house: House): Promise<string> {
  saveScript(house.folder);
  const { stdout } = await openArtifact(house, 'globals', house.at('key'));
  return (await execa('zstd', ['-d'], { input: Buffer.from(stdout) })).stdout;
}

/** What the manifest of the newest backup says is not in it. */
async function notCovered(house: House): Promise<unknown> {
  const { document } = await house.cli('show', 'latest');
  const { notCovered: listed } = document.data as { readonly notCovered: unknown };
  return listed;
}

test.each([15, 16, 18])(
  'M16: one membership, which opens pg_authid, is enough for a backup of PostgreSQL %i that passes its restore test',
  async major => {
    const database = await makeDatabase(clusterOf(major), 'chinook');
    const { url } = await makeDocumentedRole(database, SQL.oneMembership);
    const house = await openHouse(database, { url });
    await house.startWorker();
    expect(done(await house.backup())).toMatchObject({ verdict: 'passed', warnings: [], proof: { tables: 11 } });
    expect(done(await house.restoreTest())).toMatchObject({ verdict: 'passed' });
    expect(await globalsOf(house)).toContain('SCRAM-SHA-256');
    expect(await notCovered(house)).toEqual([]);
  },
);

test.each([15, 16, 18])(
  'M16: rights table by table are enough on PostgreSQL %i, also for tables made later',
  async major => {
    const database = await makeDatabase(clusterOf(major), 'chinook');
    const { url, run } = await makeDocumentedRole(database, SQL.tableByTable);
    const house = await openHouse(database, { url });
    await house.startWorker();
    await run('SET ROLE app; CREATE TABLE later (id serial)');
    expect(done(await house.backup())).toMatchObject({ verdict: 'passed', proof: { tables: 12, sequences: 1 } });
    const globals = await globalsOf(house);
    expect(globals).toContain('CREATE ROLE');
    expect(globals).not.toContain('PASSWORD');
    expect(await notCovered(house)).toEqual(['passwords of roles: the role of the backup may not read pg_authid']);
    expect(done(await house.restoreTest()).verdict).toBe('passed');
  },
);

test('a table that the role was not given ends the run, with its name', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const { url } = await makeDocumentedRole(database, SQL.tableByTable);
  const house = await openHouse(database, { url });
  await house.startWorker();
  await database.sql('CREATE TABLE of_another_role (id int)');
  expect(await refusedBackup(house)).toContain('of_another_role');
});

test('a table under row-level security is refused until the role passes its policies', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  await database.sql('ALTER TABLE artist ENABLE ROW LEVEL SECURITY');
  const { url, run } = await makeDocumentedRole(database, SQL.oneMembership);
  const house = await openHouse(database, { url });
  await house.startWorker();
  expect(await refusedBackup(house)).toContain('public.artist');
  await run(SQL.pastPolicies);
  expect(done(await house.backup())).toMatchObject({ verdict: 'passed', proof: { rows: 15_607 } });
});

test.each([15, 18])('large objects of PostgreSQL %i are refused until the role is granted each', async major => {
  const database = await makeDatabase(clusterOf(major));
  await database.sql(`SELECT lo_from_bytea(4711, 'one'), lo_from_bytea(4712, 'two')`);
  const { url, run } = await makeDocumentedRole(database, SQL.oneMembership);
  const house = await openHouse(database, { url });
  await house.startWorker();
  expect(await refusedBackup(house)).toContain('2 large objects');
  await run(SQL.largeObjects);
  expect(done(await house.backup())).toMatchObject({ verdict: 'passed', proof: { largeObjects: 2 } });
});
