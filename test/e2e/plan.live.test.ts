import { expect, test } from 'vitest';
import type { Plan } from '../../src/domain/plans.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { shared } from '../stack/ending.ts';
import { openHouse } from '../stack/firedrill.ts';
import { storedFiles } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';

const planned = (document: { readonly data: never }): Plan & { readonly digest: string } => document.data;

const open = shared(async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  return house;
});

test('a plan of a backup says what would be done, has the same digest twice, and does nothing', async () => {
  const house = open();
  const [one, two] = [await house.cli('plan', 'backup', 'shop'), await house.cli('plan', 'backup')];
  expect([one.exitCode, one.document.kind]).toEqual([0, 'plan']);
  expect(planned(one.document)).toMatchObject({
    kind: 'backup',
    target: 'shop',
    proof: 'full',
    repositories: ['directory'],
  });
  expect(planned(one.document).digest).toBe(planned(two.document).digest);
  expect(storedFiles(house.folder)).toEqual([]);
});

test('a plan of a restore test names the backup, and another one when there is a newer', async () => {
  const house = open();
  const none = await house.cli('plan', 'restore-test', 'shop');
  expect([none.exitCode, none.document.error?.kind]).toEqual([10, 'NotFound']);
  const { backupId } = done(await house.backup());
  const plan = planned((await house.cli('plan', 'restore-test', 'shop')).document);
  expect(plan).toMatchObject({ kind: 'restore-test', backupId });
  done(await house.backup());
  expect(planned((await house.cli('plan', 'restore-test', 'shop')).document).digest).not.toBe(plan.digest);
});

test('a plan of a restore needs to know where to', async () => {
  const house = open();
  const { exitCode, document } = await house.cli('plan', 'restore', 'shop');
  expect([exitCode, document.error?.hint]).toEqual([2, expect.stringContaining('--into')]);
});

test('a kind that has no plan is refused with those that have one', async () => {
  const house = open();
  const { exitCode, stderr } = await house.cli('plan', 'verify', 'shop');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('backup, restore-test, restore');
});
