import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { failed } from '../stack/outcomes.ts';
import { canMount, fill, makeReadOnly, seenBy, withSmall } from '../stack/small-file-system.ts';
import { untilActivity } from '../stack/waiting.ts';

/** Digits of hashes compress to half: about 10 MB. */
const NOISE = `CREATE TABLE noise AS
  SELECT n, md5(n::text) || md5((n + 1)::text) AS a, md5((-n)::text) AS b FROM generate_series(1, 250000) n`;

type Place = 'repository' | 'state/spool';

/** Takes a backup with a small file system over a place; `happen` takes place right before the activity that is held. */
async function backupInto(
  place: Place,
  sizeMiB: number,
  held?: { readonly before: string; readonly happen: 'full' | 'read-only' },
  policy: { readonly [setting: string]: unknown } = {},
) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(NOISE);
  const house = await openHouse(database, { policy, worker: { retryFor: '1s' } });
  const folder = house.at(place);
  mkdirSync(folder, { mode: 0o700 });
  const plants = held ? [{ activity: held.before, when: 'before', act: { holdIn: house.folder } } as const] : [];
  const worker = await house.startWorker({ through: withSmall(folder, sizeMiB), plants });
  const seen = seenBy(worker, folder);
  const handle = await house.start('backup');
  if (held !== undefined) {
    await untilActivity(handle, held.before);
    if (held.happen === 'full') fill(seen);
    else await makeReadOnly(worker, folder);
    writeFileSync(house.at('release'), '');
  }
  const result = await readResult<BackupOutcome>(handle);
  return { result, files: (pattern: string) => globSync(pattern, { cwd: seen }), house };
}

test.skipIf(!canMount).each<[string, number, Parameters<typeof backupInto>[2]]>([
  ['in the middle of the upload', 8, undefined],
  ['right before the upload', 64, { before: 'uploadBackup', happen: 'full' }],
  ['right before the commit', 64, { before: 'commitBackup', happen: 'full' }],
])('a repository that is full %s fails the run, and keeps nothing of it', async (_, sizeMiB, held) => {
  const { result, files } = await backupInto('repository', sizeMiB, held);
  const { failure } = failed(result, 'SpaceMissing');
  expect(failure.hint).toBe('free some, or name a larger place');
  expect(files('targets/**/*.*')).toEqual([]);
  expect(files('.uploads/*')).toEqual([]);
});

test.skipIf(!canMount).each(['uploadBackup', 'commitBackup'])(
  'a repository that is read-only before %s fails the run, and lists nothing',
  async before => {
    const { result, files } = await backupInto('repository', 64, { before, happen: 'read-only' });
    const { failure } = failed(result, 'RepositoryUnusable');
    expect(failure.hint).toContain('mounted read-only');
    expect(files('targets/**/manifest.json')).toEqual([]);
  },
);

test.skipIf(!canMount)(
  'a repository that becomes full while a backup is streamed into it keeps nothing of it',
  async () => {
    const { result, files } = await backupInto('repository', 8, undefined, { staging: 'stream' });
    failed(result, 'SpaceMissing');
    expect(files('targets/**/*.*')).toEqual([]);
    expect(files('.uploads/*')).toEqual([]);
  },
);

test.skipIf(!canMount)('a spool that becomes read-only before the dump fails the run, and says so', async () => {
  const { result } = await backupInto('state/spool', 64, { before: 'dumpBackup', happen: 'read-only' });
  const { failure } = failed(result, 'RepositoryUnusable');
  expect(failure.hint).toContain('mounted read-only');
});

test.skipIf(!canMount)('a spool that is too small is found before anything is dumped', async () => {
  const { result } = await backupInto('state/spool', 2);
  const { failure, outcome } = failed(result, 'SpaceMissing');
  expect(failure.hint).toContain('worker.spool');
  expect(outcome?.steps.find(({ name }) => name === 'dump')?.state).not.toBe('done');
});

test.skipIf(!canMount)(
  'a spool that becomes full while it is dumped into is emptied, and no backup is there',
  async () => {
    const { result, files, house } = await backupInto('state/spool', 64, { before: 'dumpBackup', happen: 'full' });
    const { failure } = failed(result, 'SpaceMissing');
    expect(failure.hint).toBeTruthy();
    expect(files('*')).toEqual([]);
    expect(globSync('repository/targets/**/*.*', { cwd: house.folder })).toEqual([]);
  },
);
