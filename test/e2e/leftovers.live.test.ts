import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';
import { until, untilActivity } from '../stack/waiting.ts';

const FOLDER = 'targets/shop/backups/20260101T000000Z-logical-0badcafe';
const TWO_DAYS_MS = 2 * 86_400_000;

/** A folder as a run leaves it whose worker died and that was then terminated, last changed so long ago. */
function leave(house: House, claim: { workflowId: string; firstExecutionRunId: string }, ageMs: number): string {
  const folder = join(house.at('repository'), FOLDER);
  mkdirSync(folder, { recursive: true });
  const run = { format: 1, runId: 'r', startedAt: '2026-01-01T00:00:00Z', ...claim };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  writeFileSync(join(folder, 'main-0badcafe.pgdump.zst.enc'), 'half of it');
  const then = new Date(Date.now() - ageMs);
  for (const name of ['run.json', 'main-0badcafe.pgdump.zst.enc']) utimesSync(join(folder, name), then, then);
  return folder;
}

const DEAD = { workflowId: 'backup:shop', firstExecutionRunId: '00000000-0000-0000-0000-00000badcafe' };

test('a backup that succeeds sweeps what a dead run left two days ago', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  leave(house, DEAD, TWO_DAYS_MS);
  done(await house.backup());
  expect(storedFiles(house.folder).filter(file => file.startsWith(FOLDER))).toEqual([]);
  expect(storedFiles(house.folder).some(file => file.endsWith('/manifest.json'))).toBe(true);
});

test('uploads of a key or of evidence that a dead worker left are swept by age', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  const begun = (uploadId: string, key: string, ageMs: number) => {
    const folder = join(house.at('repository/.uploads'), uploadId);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'key'), key);
    const then = new Date(Date.now() - ageMs);
    utimesSync(folder, then, then);
    return uploadId;
  };
  begun('0'.repeat(32), 'keys/0badcafe.json', TWO_DAYS_MS);
  begun('1'.repeat(32), 'evidence/2026/x.json', TWO_DAYS_MS);
  const young = begun('2'.repeat(32), 'keys/0badcafe.json', 3_600_000);
  const ofAnother = begun('3'.repeat(32), 'targets/other/backups/20260101T000000Z-logical-0badcafe/x', TWO_DAYS_MS);
  done(await house.backup());
  expect(leftoversOf(house.folder).uploads.toSorted()).toEqual([young, ofAnother]);
});

test('what was touched an hour ago is left alone', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  leave(house, DEAD, 3_600_000);
  done(await house.backup());
  expect(storedFiles(house.folder).filter(file => file.startsWith(FOLDER))).toHaveLength(2);
});

test('what a run at work laid down is left alone, however old', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({
    plants: [{ activity: 'chooseForRestore', when: 'before', act: { holdIn: house.folder } }],
  });
  const held = await house.start('restore-test');
  await until('a run is at work', () => existsSync(house.at('held')));
  leave(house, { workflowId: held.workflowId, firstExecutionRunId: (await held.describe()).runId }, TWO_DAYS_MS);
  done(await house.backup());
  expect(storedFiles(house.folder).filter(file => file.startsWith(FOLDER))).toHaveLength(2);
  writeFileSync(house.at('release'), '');
  await readResult(held);
});

test('a host that starts again sweeps spool and sandbox of runs that ended without it', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const first = await house.startWorker({
    own: true,
    plants: [{ activity: 'uploadBackup', when: 'before', act: { holdIn: house.folder } }],
  });
  const handle = await house.start('backup');
  await untilActivity(handle, 'uploadBackup');
  expect(leftoversOf(house.folder).spool).toHaveLength(1);
  first.kill();
  await first.ended;
  await handle.terminate('a hand in the UI');
  await house.startWorker();
  await until('the spool is swept', () => leftoversOf(house.folder).spool.length === 0);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('a spool whose run goes on is not swept by a worker that starts', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity: 'uploadBackup', when: 'before', act: { holdIn: house.folder } }] });
  const handle = await house.start('backup');
  await until('the dump is spooled', () => existsSync(house.at('held')));
  await house.startWorker();
  writeFileSync(house.at('release'), '');
  expect(done(await readResult<BackupOutcome>(handle)).steps.find(({ name }) => name === 'dump')?.attempts).toBe(1);
});
