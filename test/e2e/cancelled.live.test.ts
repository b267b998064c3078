import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome, RestoreTestOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { until, untilActivity } from '../stack/waiting.ts';

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
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity, when, act: { holdIn: house.folder } }] });
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
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity, when: 'before', act: { holdIn: house.folder } }] });
  done(await house.backup());
  const handle = await house.start('restore-test');
  await until(`${activity} begins`, () => existsSync(house.at('held')));
  await handle.cancel();
  failed(await readResult<RestoreTestOutcome>(handle), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect(stored(house.folder).some(file => file.endsWith('/manifest.json'))).toBe(true);
});
