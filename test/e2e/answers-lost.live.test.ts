import { expect, test } from 'vitest';
import type { Step } from '../../src/domain/steps.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';

const WATCH = `
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()`;

/** A house whose worker does the work of an activity once without being heard. */
async function houseThatForgets(activity: string) {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  await database.sql(WATCH);
  const house = await openHouse(database, {
    policy: { checks: { sql: [{ name: 'albums', query: 'SELECT count(*) FROM album', equals: '347' }] } },
  });
  await house.startWorker({ plants: [{ activity, when: 'after', once: true, act: 'fail' }] });
  return house;
}

const attemptsOf = (steps: readonly Step[], step: string) => steps.find(({ name }) => name === step)?.attempts;

test.each([
  ['planBackup', 'plan'],
  ['preflightBackup', 'preflight'],
  ['dumpBackup', 'dump'],
  ['uploadBackup', 'upload'],
  ['verifyBackup', 'verify'],
  ['commitBackup', 'commit'],
] as const)('a backup whose %s is done twice is one backup, as if nothing had been', async (activity, step) => {
  const house = await houseThatForgets(activity);
  const { steps } = done(await house.backup());
  expect(attemptsOf(steps, step)).toBe(2);
  expect(storedFiles(house.folder).filter(file => file.endsWith('/manifest.json'))).toHaveLength(1);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test.each([
  'chooseForRestore',
  'fetchBackup',
  'unpackBackup',
  'openSandbox',
  'restoreBackup',
  'compareBackup',
  'compareStructure',
  'checkRestoredIndexes',
  'runAssertions',
  'destroySandbox',
] as const)('a restore test whose %s is done twice accuses nobody', async activity => {
  const house = await houseThatForgets(activity);
  done(await house.backup());
  const { verdict, checks } = done(await house.restoreTest());
  expect(checks.filter(check => check.verdict !== 'passed')).toEqual([]);
  expect(verdict).toBe('passed');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
