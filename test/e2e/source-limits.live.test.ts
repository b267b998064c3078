import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase, type TestDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { until } from '../stack/waiting.ts';

/** Names and kinds of the sessions that runs have in a database. */
const sessionsOf = ({ sql, name }: TestDatabase) =>
  sql<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity WHERE datname = '${name}' AND application_name LIKE '%-backup-shop-%'`,
  );

test('M21: a dump whose snapshot grows too old is ended, and holds nothing of the server afterwards', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const house = await openHouse(database, { policy: { dump: { rate: '50kB/s', maxSnapshotAge: '1500ms' } } });
  await house.startWorker();
  const { failure, outcome } = failed(await house.backup(), 'SnapshotTooOld');
  expect(failure).toMatchObject({ hint: expect.stringContaining('dump.maxSnapshotAge') });
  expect(outcome?.steps.find(({ name }) => name === 'dump')?.attempts).toBe(1);
  expect(await sessionsOf(database)).toEqual([]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

/** Notes in a folder which programs of a dump begin while another one is at work. */
const NOTE = (folder: string) => `
  mkdir ${folder}/busy && mine=1 || touch ${folder}/side-by-side
  "$REAL" "$@"; status=$?; sleep 0.5; [ -z "$mine" ] || rmdir ${folder}/busy; exit $status`;

test.each([
  [2, []],
  [undefined, ['side-by-side']],
])('M21: with dump.connections %s its programs are at work %j', async (connections, noted) => {
  const cluster = clusterOf(16);
  const house = await openHouse(await makeDatabase(cluster, 'chinook'), { policy: { dump: { connections } } });
  const folder = temporaryFolder();
  await house.startWorker({
    env: { ...wrapPrograms(cluster.programs, { pg_dump: NOTE(folder), pg_dumpall: NOTE(folder) }) },
  });
  expect(done(await house.backup()).proof.rows).toBe(15_607);
  expect(readdirSync(folder)).toEqual(noted);
});

test('M21: every session of a backup has the name of its run', async () => {
  const database = await makeDatabase(clusterOf(16), 'chinook');
  const house = await openHouse(database, { policy: { dump: { rate: '1MB/s' } } });
  await house.startWorker();
  const backup = house.backup();
  const names = await until('proof and dump are at work', async () => {
    const found = await database.sql<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity WHERE datname = '${database.name}' AND pid <> pg_backend_pid()`,
    );
    return found.length > 1 && found.map(({ name }) => name);
  });
  const { runId } = done(await backup);
  expect(new Set(names)).toEqual(new Set([runId]));
});

test('M21: a rate bounds how fast all dumps together read the source', async () => {
  const database = await makeDatabase(clusterOf(18));
  await database.sql(`CREATE TABLE t AS SELECT repeat('x', 1000) AS a FROM generate_series(1, 2000)`);
  const house = await openHouse(database, { policy: { dump: { rate: '1MB/s' } } });
  await house.startWorker();
  const { steps } = done(await house.backup());
  const dump = steps.find(({ name }) => name === 'dump');
  const tookMs = Date.parse(dump?.endedAt ?? '') - Date.parse(dump?.startedAt ?? '');
  // Two million bytes of rows; the first piece goes at once.
  expect(tookMs).toBeGreaterThan(1_500);
  expect(done(await house.restoreTest()).verdict).toBe('passed');
});
