import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitBackup } from '../../../src/activities/backup/commit.ts';
import { completeCopies } from '../../../src/activities/backup/copies.ts';
import { artifactKey, manifestKey } from '../../../src/activities/repository/layout.ts';
import { forgetMeantCopies, noteMeantCopies } from '../../../src/activities/repository/meant-copies.ts';
import { job, twoFolders } from './spooled-backup.ts';

/** A backup that `there` was meant to have and does not. */
async function lacking() {
  const folders = await twoFolders();
  const { deps, attempt, at } = folders;
  const spooled = await attempt('content');
  rmSync(at('there'), { recursive: true });
  await commitBackup({ ...spooled, to: ['here'] }, deps);
  return { ...folders, ...spooled };
}

/** A later run of the same target. */
const laterRun = (plan: Awaited<ReturnType<typeof lacking>>['plan']) => ({
  ...plan,
  backupId: '20261122T020000Z-logical-0badcafe' as typeof plan.backupId,
});

test('brings a copy with the same bytes and the same manifest, and forgets that it lacked', async () => {
  const { deps, plan, here, there, files, object } = await lacking();
  const { copied, warnings } = await completeCopies({ plan: laterRun(plan) }, job, deps);
  expect(copied).toEqual([{ backupId: plan.backupId, repository: 'there', sizeBytes: 'content'.length }]);
  expect(warnings).toEqual([]);
  for (const key of [manifestKey('orders', plan.backupId), artifactKey('orders', plan.backupId, object)])
    expect(await there.get(key)).toEqual(await here.get(key));
  expect(await files(here)).not.toContain('copies.json');
  expect(await completeCopies({ plan }, job, deps)).toEqual({ copied: [], repeats: 0, warnings: [] });
});

test('never brings a backup that a repository was not meant to have, or no longer has', async () => {
  const { deps, plan, there } = await lacking();
  await completeCopies({ plan }, job, deps);
  await there.remove(manifestKey('orders', plan.backupId));
  expect(await completeCopies({ plan }, job, deps)).toEqual({ copied: [], repeats: 0, warnings: [] });
  expect(await there.get(manifestKey('orders', plan.backupId))).toBeUndefined();
});

test.each([
  ['damaged', 'ArtifactDamaged'],
  ['gone', 'ArtifactMissing'],
  ['cut short', 'ArtifactDamaged'],
] as const)(
  'a copy whose only source is %s is not made, fails its own run and is a warning of later ones',
  async (what, kind) => {
    const { deps, plan, there, at, object } = await lacking();
    const file = join(at('here'), artifactKey('orders', plan.backupId, object));
    if (what === 'gone') rmSync(file);
    else writeFileSync(file, what === 'damaged' ? 'CONTENT' : 'cont');
    await expect(completeCopies({ plan }, job, deps)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(`there lacks ${plan.backupId}`),
    });
    expect(await there.get(manifestKey('orders', plan.backupId))).toBeUndefined();
    const { warnings } = await completeCopies({ plan: laterRun(plan) }, job, deps);
    expect(warnings).toEqual([expect.stringContaining(`there lacks ${plan.backupId}`)]);
  },
);

test('a repository that still does not work fails the step, and the note stays', async () => {
  const { deps, plan, files, here, at } = await lacking();
  writeFileSync(at('there'), '');
  await expect(completeCopies({ plan: laterRun(plan) }, job, deps)).rejects.toMatchObject({
    kind: 'RepositoryUnusable',
  });
  expect(await files(here)).toContain('copies.json');
});

test('a repository that came into the policy later is not filled with what was there before', async () => {
  const { deps, plan, here, there } = await lacking();
  await forgetMeantCopies(here, 'orders', plan.backupId);
  await noteMeantCopies(here, 'orders', plan.backupId, ['here', 'left']);
  expect(await completeCopies({ plan }, job, deps)).toEqual({ copied: [], repeats: 0, warnings: [] });
  expect(await there.get(manifestKey('orders', plan.backupId))).toBeUndefined();
});
