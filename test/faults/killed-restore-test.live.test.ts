import { expect, test } from 'vitest';
import { done } from '../stack/outcomes.ts';
import { expectAsIfNothingHadBeen, houseOfKills, kills } from './killed-house.ts';

const LONG = { timeout: 300_000 };

// A worker that dies takes its sandbox with it, whatever it was at, and a run makes no more than three.
test.each([
  ['before', ['chooseForRestore', 'openSandbox', 'restoreBackup', 'compareBackup', 'destroySandbox']],
  ['during', ['openSandbox', 'compareStructure', 'checkRestoredIndexes', 'destroySandbox']],
  ['after', ['chooseForRestore', 'openSandbox', 'runAssertions', 'runTestCommand', 'destroySandbox']],
] as const)('G8: a restore test whose worker is killed %s its steps accuses nobody', LONG, async (when, activities) => {
  const plants = kills(activities, when);
  const house = await houseOfKills(plants, async ({ backup }) => done(await backup()));
  const { verdict, checks, warnings } = done(await house.restoreTest());
  expect(checks.filter(check => check.required && check.verdict !== 'passed')).toEqual([]);
  expect([verdict, warnings]).toEqual(['passed', []]);
  await expectAsIfNothingHadBeen(house, plants, 2);
});
