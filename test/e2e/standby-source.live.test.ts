import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadChinook } from '../../dev/stack/chinook.ts';
import { runSql, startCluster } from '../../dev/stack/postgres-cluster.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { done, failed } from '../stack/outcomes.ts';
import { startStandby } from '../stack/standby.ts';
import { untilActivity } from '../stack/waiting.ts';

/** A primary with Chinook, and a standby of it that waits for nobody. */
async function startPair() {
  const directory = temporaryFolder();
  chmodSync(directory, 0o711);
  const primary = await startCluster({ directory, major: 16 });
  onTestFinished(() => primary.stop());
  await loadChinook(primary);
  const standby = await startStandby(primary, join(directory, 'standby'), { max_standby_streaming_delay: '0' });
  onTestFinished(() => standby.stop());
  const url = primary.url('chinook');
  const both = `${url.replace(/@.*\//, `@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/`)}`;
  const sql = <Row extends object>(text: string) => runSql<Row>(url, text);
  const replayed = async () =>
    (await runSql(standby.url('chinook'), `SELECT 1 FROM pg_class WHERE relname = 'track'`)).length > 0;
  await vi.waitUntil(replayed, { timeout: 30_000 });
  return { standby, sql, database: { name: 'chinook', url: both, cluster: clusterOf(16), sql } };
}

test('M21: dumps the standby of several hosts, and its proof holds', async () => {
  const { standby, database } = await startPair();
  const house = await openHouse(database, { policy: { dump: { from: 'standby' } } });
  await house.startWorker();
  const { backupId } = done(await house.backup());
  const { document } = await house.cli('show', backupId);
  expect(document.data).toMatchObject({
    profile: {
      settings: expect.arrayContaining([{ name: 'port', value: String(standby.port), source: 'command line' }]),
    },
  });
  expect(done(await house.restoreTest()).verdict).toBe('passed');
});

test('M21: a standby that must go on replaying ends the dump, which says why and is tried again', async () => {
  const { sql, database } = await startPair();
  const house = await openHouse(database, {
    policy: { dump: { from: 'standby', rate: '100kB/s' } },
    worker: { retryFor: '1ms' },
  });
  await house.startWorker();
  const handle = await house.start('backup');
  await untilActivity(handle, 'dumpBackup');
  const changing = setInterval(() => void sql('ALTER TABLE track ALTER name SET NOT NULL').catch(() => undefined), 500);
  onTestFinished(() => clearInterval(changing));
  const { failure } = failed(await readResult<BackupOutcome>(handle), 'ReplayConflict');
  expect(failure).toMatchObject({
    message: expect.stringContaining('conflict with recovery'),
    hint: expect.stringContaining('max_standby_streaming_delay'),
  });
});
