import { expect, test } from 'vitest';
import { loadChinook } from '../../dev/stack/chinook.ts';
import { runSql, startCluster } from '../../dev/stack/postgres-cluster.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { findOnPath } from '../../src/tools/search-path.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapOnPath, wrapPrograms } from '../stack/programs.ts';
import { untilActivity } from '../stack/waiting.ts';

const dumpAttempts = ({ steps }: { steps: BackupOutcome['steps'] }) =>
  steps.find(({ name }) => name === 'dump')?.attempts ?? 0;

/** Backups and pieces of backups in a repository, without the records that failed runs leave, too. */
const stored = (folder: string) => storedFiles(folder).filter(file => file.startsWith('targets/'));

test('PostgreSQL killed in the middle of the dump: dumped again when it is back', async () => {
  const directory = temporaryFolder();
  const cluster = await startCluster({ directory, major: 15 });
  await loadChinook(cluster);
  const shared = clusterOf(15);
  const database = {
    name: 'chinook',
    url: cluster.url('chinook'),
    cluster: shared,
    sql: <Row extends object>(text: string) => runSql<Row>(cluster.url('chinook'), text),
  };
  const house = await openHouse(database);
  const slow = wrapPrograms(shared.programs, { pg_dump: `"$REAL" "$@"; status=$?; sleep 2; exit $status` });
  await house.startWorker({ env: { ...slow } });
  const handle = await house.start('backup');
  await untilActivity(handle, 'dumpBackup');
  process.kill(cluster.process.pid, 'SIGKILL');
  await cluster.process.ended;
  const again = await startCluster({ directory, major: 15, port: cluster.port });
  try {
    const outcome = done(await readResult<BackupOutcome>(handle));
    expect(dumpAttempts(outcome)).toBeGreaterThan(1);
    expect(outcome.proof.rows).toBe(15_607);
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  } finally {
    await again.stop();
  }
});

test('pg_dump exits with 1 after its last byte: no backup, nothing left, and the reason is told', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), { worker: { retryFor: '1s' } });
  const broken = wrapPrograms(clusterOf(15).programs, {
    pg_dump: `"$REAL" "$@"; echo "pg_dump: error: lost" >&2; exit 1`,
  });
  await house.startWorker({ env: { ...broken } });
  const { failure, outcome } = failed(await house.backup(), 'DumpFailed');
  expect(failure.message).toMatch(/pg_dump exited with 1/);
  expect(outcome?.verdict).toBe('failed');
  expect(dumpAttempts({ steps: outcome?.steps ?? [] })).toBeGreaterThan(1);
  expect(stored(house.folder)).toEqual([]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect(storedFiles(house.folder).some(file => file.startsWith('evidence/'))).toBe(true);
});

test('zstd killed in the middle: dumped again, and the backup is whole', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const once = `[ -e ${house.at('killed')} ] && exec "$REAL" "$@"; touch ${house.at('killed')}; head -c 10000 | "$REAL" "$@"; kill -KILL $$`;
  const real = findOnPath('zstd', process.env['PATH']) ?? '';
  await house.startWorker({ env: wrapOnPath({ zstd: { real, script: once } }) });
  const outcome = done(await house.backup());
  expect(dumpAttempts(outcome)).toBe(2);
  expect(done(await house.restoreTest()).verdict).toBe('passed');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('a wrong password ends the run at once, with a hint', async () => {
  const database = await makeDatabase(clusterOf(15));
  const house = await openHouse(database, { url: database.url.replace(/:[^:@/]+@/, ':wrong-one@') });
  await house.startWorker();
  const { failure, outcome } = failed(await house.backup(), 'CredentialsRejected');
  expect(failure.hint).toBeTruthy();
  expect(failure.message).not.toContain('wrong-one');
  expect(outcome?.steps.find(({ name }) => name === 'preflight')).toMatchObject({ state: 'failed', attempts: 1 });
  expect(stored(house.folder)).toEqual([]);
});

test('a database that does not exist ends the run at once', async () => {
  const database = await makeDatabase(clusterOf(15));
  const house = await openHouse(database, { url: `${database.url}_no` });
  await house.startWorker();
  expect(failed(await house.backup(), 'DatabaseMissing').failure.message).toContain(`${database.name}_no`);
});
