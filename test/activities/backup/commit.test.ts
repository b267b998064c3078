import { expect, test } from 'vitest';
import { commitBackup } from '../../../src/activities/backup/commit.ts';
import { completeCopies } from '../../../src/activities/backup/copies.ts';
import { readManifest } from '../../../src/activities/repository/catalogue.ts';
import { manifestKey } from '../../../src/activities/repository/layout.ts';
import { job, twoFolders } from './spooled-backup.ts';

test('commits in each repository, and leaves no note of copies where all have one', async () => {
  const { deps, here, there, attempt, files } = await twoFolders();
  const first = await attempt('first');
  expect(await commitBackup(first, deps)).toEqual({ lacking: [], isEarlier: false });
  for (const store of [here, there]) expect(await files(store)).toEqual([first.object, 'manifest.json']);
});

test('a commit that is repeated changes nothing', async () => {
  const { deps, here, attempt, plan } = await twoFolders();
  const first = await attempt('first');
  await commitBackup(first, deps);
  const before = await here.get(manifestKey('orders', plan.backupId));
  expect(await commitBackup({ ...first, committedAt: '2026-11-21T03:00:00.000Z' }, deps)).toEqual({
    lacking: [],
    isEarlier: false,
  });
  expect(await here.get(manifestKey('orders', plan.backupId))).toEqual(before);
});

test.each([true, false])(
  'an attempt on another host keeps the artifacts that a lost one had committed (apart: %s)',
  async apart => {
    const { deps, here, there, attempt, files } = await twoFolders();
    const lost = await attempt('lost');
    await commitBackup({ ...lost, apart }, deps);
    const again = await attempt('again');
    expect(await commitBackup({ ...again, apart }, deps)).toMatchObject({ isEarlier: true });
    for (const store of [here, there]) expect(await files(store)).toEqual([lost.object, 'manifest.json']);
  },
);

test('an attempt on another host commits nothing else where the lost one had reached only one repository', async () => {
  const { deps, plan, here, there, attempt, files } = await twoFolders();
  const lost = await attempt('lost');
  await commitBackup({ ...lost, to: ['here'] }, deps);
  const again = await attempt('again');
  expect(await commitBackup(again, deps)).toMatchObject({ isEarlier: true, lacking: [{ repository: 'there' }] });
  expect(await files(there)).not.toContain('manifest.json');
  expect(await completeCopies({ plan }, job, deps)).toMatchObject({ copied: [{ repository: 'there' }] });
  expect(await readManifest(there, 'orders', plan.backupId)).toEqual(await readManifest(here, 'orders', plan.backupId));
  expect(await files(here)).toEqual([lost.object, 'manifest.json']);
});
