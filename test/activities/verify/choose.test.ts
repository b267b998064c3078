import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeJson } from '../../../src/activities/repository/json-object.ts';
import { manifestKey } from '../../../src/activities/repository/layout.ts';
import { openStore } from '../../../src/activities/repository/open-store.ts';
import { rememberReading } from '../../../src/activities/repository/readings.ts';
import { type ChooseForVerifyInput, chooseForVerify } from '../../../src/activities/verify/choose.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { type BackupId, identifyRun } from '../../../src/domain/runs.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { activityDeps } from '../lib/outside-worker.ts';
import { backupId, sealedManifestOf } from '../repository/backup.ts';

const run = identifyRun({
  kind: 'verify',
  target: 'orders',
  workflowId: 'verify:orders',
  firstExecutionRunId: 'f-1',
  startedAt: '2026-11-21T03:00:00.000Z',
});

/** A worker with a repository of so many backups of `orders`, oldest first, configured by a file or by the environment alone. */
async function worker(backups: number, by: 'file' | 'environment' = 'file') {
  const folder = temporaryFolder();
  const file = join(folder, 'orders.yaml');
  const path = join(folder, 'backups');
  writeFileSync(
    file,
    `version: 1
targets: {orders: {postgres: {url: env:DATABASE_URL}, policy: p}}
policies: {p: {repositories: [main, copy]}}
repositories: {main: {kind: directory, path: ${path}}, copy: {kind: directory, path: ${folder}/copy}}
`,
  );
  const environment = { DATABASE_URL: 'postgres://backup@127.0.0.1/orders', FIREDRILL_STATE: folder };
  const configuration =
    by === 'file'
      ? loadConfiguration({ config: file }, environment, folder)
      : loadConfiguration({}, { ...environment, DB_BACKUP_DIR: path }, folder);
  const deps = { ...activityDeps(), configuration };
  const [place] = configuration.repositories;
  if (place === undefined) throw new TypeError('there is a repository');
  const store = openStore(place, deps.readSecret);
  const ids = Array.from({ length: backups }, (_, index) =>
    backupId(`20261121T${String(index).padStart(6, '0')}Z-logical-89abcdef`),
  );
  for (const id of ids) {
    await store.putIfAbsent(manifestKey('orders', id), encodeJson(sealedManifestOf({ backupId: id })));
  }
  return { store, ids, choose: (input: Partial<ChooseForVerifyInput>) => chooseForVerify({ run, ...input }, deps) };
}

test('takes the newest backup where nothing else is asked for, and says which copies it leaves out', async () => {
  const { ids, choose } = await worker(3);
  expect(await choose({})).toMatchObject({
    backups: [ids[2]],
    read: false,
    repository: 'main',
    otherCopies: ['copy'],
    chosen: expect.stringMatching(/^latest of 3 in /),
  });
});

test.each([
  ['the newest two', { newest: 2 }, [2, 1]],
  ['more than there are', { newest: 9 }, [2, 1, 0]],
  ['all', { all: true }, [2, 1, 0]],
])('takes %s, the newest first', async (_, asked, expected) => {
  const { ids, choose } = await worker(3);
  expect((await choose(asked)).backups).toEqual(expected.map(index => ids[index]));
});

test('to be read, those come first that were not read for longest', async () => {
  const { store, ids, choose } = await worker(3);
  const [first, , third] = ids;
  if (first === undefined || third === undefined) throw new TypeError('there are three backups');
  const base = { format: 1, target: 'orders', verdict: 'passed', runId: 'r' } as const;
  await rememberReading(store, { ...base, backupId: third, readAt: '2026-11-21T05:00:00Z' });
  await rememberReading(store, { ...base, backupId: first, readAt: '2026-11-21T04:00:00Z' });
  expect((await choose({ all: true, read: true })).backups).toEqual([ids[1], ids[0], ids[2]]);
});

test('M12: where the environment alone is the configuration every backup is read', async () => {
  expect((await (await worker(1, 'environment')).choose({})).read).toBe(true);
});

test('one run reads 300 backups and says that the next one goes on; by checksums it refuses more', async () => {
  const { ids, choose } = await worker(301);
  const { backups, warnings } = await choose({ all: true, read: true });
  expect(backups).toEqual(ids.toReversed().slice(0, 300));
  expect(warnings).toEqual([expect.stringMatching(/^1 more backup was not read: the next verify/)]);
  await expect(choose({ all: true })).rejects.toMatchObject({ kind: 'UsageInvalid' });
  expect((await choose({ newest: 300 })).backups).toHaveLength(300);
});

test.each([{}, { all: true }, { newest: 2 }])('finds nothing to verify where there is no backup: %j', async asked => {
  await expect((await worker(0)).choose(asked)).rejects.toMatchObject({ kind: 'NotFound' });
});

/** Notes that a backup was read now. */
const readNow = (store: Awaited<ReturnType<typeof worker>>['store'], id: BackupId | undefined) =>
  id === undefined
    ? Promise.reject(new TypeError('there is such a backup'))
    : rememberReading(store, {
        ...{ format: 1, target: 'orders', backupId: id, verdict: 'passed', runId: 'r' },
        readAt: new Date().toISOString(),
      });

test('what was read within the time is not due, and where nothing is the plan is empty', async () => {
  const { store, ids, choose } = await worker(2);
  expect(await choose({ unreadFor: '30d' })).toMatchObject({ read: true, backups: [ids[1], ids[0]] });
  await readNow(store, ids[1]);
  expect((await choose({ unreadFor: '30d' })).backups).toEqual([ids[0]]);
  expect((await choose({ unreadFor: '30d', newest: 1 })).backups).toEqual([]);
});

// Each backup here takes 2,500 bytes.
test.each([
  ['5kB', 2, 1],
  ['7kB', 2, 1],
  ['1kB', 1, 2],
  ['1GB', 3, undefined],
])('a budget of %s reads %i of three backups, and leaves the others without a warning', async (budget, taken, left) => {
  const { ids, choose } = await worker(3);
  const plan = await choose({ budget });
  expect(plan.backups).toEqual(ids.toReversed().slice(0, taken));
  expect(plan).toMatchObject({ read: true, warnings: [] });
  expect(plan.left).toBe(left);
});

test('a budget of time is left to the run', async () => {
  const { choose } = await worker(3);
  expect(await choose({ budget: '2h' })).toMatchObject({ budgetMs: 7_200_000, backups: { length: 3 } });
});
