import { existsSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome, RestoreTestOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { shared } from '../stack/ending.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { until, untilActivity } from '../stack/waiting.ts';

const unused = shared(async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  return house;
});
const used = shared(async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  done(await house.backup());
  return house;
});

/** Holds an activity of a house until the test ends. */
function hold(house: House, activity: string, when: 'before' | 'after'): void {
  house.plant({ activity, when, act: { holdIn: house.folder } });
  onTestFinished(() => {
    house.plant();
    rmSync(house.at('held'), { force: true });
  });
}

const stored = (folder: string) => storedFiles(folder).filter(file => file.startsWith('targets/'));

test.each([
  ['before', 'preflightBackup'],
  ['before', 'dumpBackup'],
  ['before', 'uploadBackup'],
  ['before', 'verifyBackup'],
  ['before', 'commitBackup'],
  // The manifest lies there, and nobody has been told.
  ['after', 'commitBackup'],
] as const)('a backup cancelled %s %s leaves no process, no spool, no upload and no backup', async (when, activity) => {
  const house = unused();
  hold(house, activity, when);
  const handle = await house.start('backup');
  await until(`${activity} is reached`, () => existsSync(house.at('held')));
  await handle.cancel();
  failed(await readResult<BackupOutcome>(handle), 'Cancelled');
  expect(stored(house.folder)).toEqual([]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('a backup cancelled while pg_dump runs ends the program', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const slow = wrapPrograms(clusterOf(15).programs, { pg_dump: `"$REAL" "$@"; tail -f ${house.config}` });
  await house.startWorker({ env: { ...slow } });
  const handle = await house.start('backup');
  await untilActivity(handle, 'dumpBackup');
  await until('pg_dump has written its last byte', () =>
    leftoversOf(house.folder).processes.some(argv => argv.startsWith('tail -f')),
  );
  await handle.cancel();
  failed(await readResult<BackupOutcome>(handle), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect(stored(house.folder)).toEqual([]);
});

test.each([
  'fetchBackup',
  'unpackBackup',
  'openSandbox',
  'restoreBackup',
  'compareBackup',
  'compareStructure',
  'checkRestoredIndexes',
  'runAssertions',
])('a restore test cancelled at %s leaves no sandbox and keeps the backup', async activity => {
  const house = used();
  hold(house, activity, 'before');
  const handle = await house.start('restore-test');
  await until(`${activity} begins`, () => existsSync(house.at('held')));
  await handle.cancel();
  failed(await readResult<RestoreTestOutcome>(handle), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect(stored(house.folder).some(file => file.endsWith('/manifest.json'))).toBe(true);
});
