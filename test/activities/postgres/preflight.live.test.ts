import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { planBackup } from '../../../src/activities/backup/plan.ts';
import { preflightBackup } from '../../../src/activities/backup/preflight.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { secretReader } from '../../../src/config/references.ts';
import { identifyRun } from '../../../src/domain/runs.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { startPooler } from '../../stack/pooler.ts';
import { activityDeps } from '../lib/outside-worker.ts';
import { programsOf } from './dumps.ts';
import { openOther } from './other-sessions.ts';

afterEach(() => vi.useRealTimers());

async function preflight(url: string, majors: readonly number[], lockWaitMs = 30_000) {
  const state = temporaryFolder();
  const environment = { DATABASE_URL: url, FIREDRILL_STATE: state, FIREDRILL_REPOSITORY: join(state, 'backups') };
  const deps = {
    ...activityDeps(),
    configuration: loadConfiguration({}, environment, state),
    readSecret: secretReader(environment),
    findPostgres: async () => majors.map(major => programsOf(clusterOf(major))),
  };
  const target = deps.configuration.targets[0]?.name ?? '';
  const startedAt = new Date().toISOString();
  const run = identifyRun({
    kind: 'backup',
    target,
    workflowId: 'x',
    firstExecutionRunId: '0123456789abcdef',
    startedAt,
  });
  const job = { signal: new AbortController().signal, attempt: 1, report: () => undefined };
  const plan = await planBackup({ run }, deps);
  return preflightBackup({ plan: { ...plan, dump: { ...plan.dump, lockWaitMs } } }, job, deps);
}

test.each([
  ['ahead of', -3_650_000],
  ['behind', 3_650_000],
])('a server whose clock is %s this host’s by an hour is told so', async (how, shiftMs) => {
  const { url } = await makeDatabase(clusterOf(16));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + shiftMs });
  const { warnings } = await preflight(url, [16]);
  expect(warnings).toEqual([
    expect.stringMatching(new RegExp(`^the server's clock is 36\\d\\d s ${how} this host's$`)),
  ]);
});

test('M15: a server whose major gets no fixes any more is backed up with a warning', async () => {
  const { url } = await makeDatabase(clusterOf(15));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2028-01-01') });
  const { warnings } = await preflight(url, [15]);
  expect(warnings).toContain('PostgreSQL 15 gets no fixes since 2027-11-11: upgrade the server');
});

test('M21: a pooler in between is refused, and explained, before anything is dumped', async () => {
  const { url, cluster } = await makeDatabase(clusterOf(16));
  const port = await startPooler(cluster.port);
  await expect(preflight(url.replace(`:${cluster.port}/`, `:${port}/`), [16])).rejects.toMatchObject({
    kind: 'ConfigurationInvalid',
    message: expect.stringMatching(/^a pooler stands between/),
    hint: expect.stringContaining('the server itself'),
  });
});

test('a server of the same clock is not', async () => {
  const { url } = await makeDatabase(clusterOf(16));
  expect(await preflight(url, [16])).toMatchObject({ warnings: [], serverVersion: clusterOf(16).version });
});

test('D12: a server that only older programs are there for is refused before anything is dumped', async () => {
  const { url } = await makeDatabase(clusterOf(18));
  await expect(preflight(url, [15, 16])).rejects.toMatchObject({ kind: 'VersionUnsupported' });
});

test('D7: a role that policies bind is refused before anything is dumped', async () => {
  const { url, sql, name } = await makeDatabase(clusterOf(16));
  await sql(
    `CREATE ROLE ${name}_r LOGIN PASSWORD 'secret' IN ROLE pg_read_all_data; CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY`,
  );
  await expect(preflight(url.replace(/\/\/[^@]+@/, `//${name}_r:secret@`), [16])).rejects.toMatchObject({
    kind: 'RightsMissing',
    message: `row-level security hides rows from ${name}_r: public.t`,
  });
});

test('a table that a migration holds is waited for as long as the policy says, and no longer', async () => {
  const database = await makeDatabase(clusterOf(16));
  await database.sql('CREATE TABLE t (a int)');
  const migration = await openOther(database);
  await migration.query('BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE');
  await expect(preflight(database.url, [16], 200)).rejects.toMatchObject({
    kind: 'SourceBusy',
    hint: expect.stringContaining('dump.lockWait'),
  });
});
