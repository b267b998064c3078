import { expect, test } from 'vitest';
import { done } from '../stack/outcomes.ts';
import { expectAsIfNothingHadBeen, houseOfKills, kills } from './killed-house.ts';

const LONG = { timeout: 300_000 };

test.each([
  ['before', ['planBackup', 'offerHost', 'verifyBackup', 'sweepLeftovers']],
  ['during', ['verifyBackup', 'sweepLeftovers']],
  ['after', ['planBackup', 'offerHost', 'verifyBackup', 'sweepLeftovers']],
] as const)('G8: a backup whose worker is killed %s every step is one backup', LONG, async (when, reading) => {
  const writing = ['preflightBackup', 'dumpBackup', 'uploadBackup', 'commitBackup', 'clearSpool', 'recordRun'];
  const plants = kills([...reading, ...writing], when);
  const house = await houseOfKills(plants);
  const { verdict, warnings } = done(await house.backup());
  expect([verdict, warnings]).toEqual(['passed', []]);
  await expectAsIfNothingHadBeen(house, plants);
  expect(done(await house.verify({ read: true })).verdict).toBe('passed');
});
