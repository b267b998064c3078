import { expect, test } from 'vitest';
import type { Step } from '../../src/domain/steps.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';

const WATCH = `
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()`;

/** A house whose worker does the work of each of these activities once without being heard. */
async function houseThatForgets(activities: readonly string[]) {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  await database.sql(WATCH);
  const house = await openHouse(database, {
    policy: { checks: { sql: [{ name: 'albums', query: 'SELECT count(*) FROM album', equals: '347' }] } },
  });
  await house.startWorker({
    plants: activities.map(activity => ({ activity, when: 'after', once: true, act: 'fail' })),
  });
  return house;
}

const attemptsOf = (steps: readonly Step[], step: string) => steps.find(({ name }) => name === step)?.attempts;

test('a backup whose every step is done twice is one backup, as if nothing had been', async () => {
  const activities = ['planBackup', 'preflightBackup', 'dumpBackup', 'uploadBackup', 'verifyBackup', 'commitBackup'];
  const house = await houseThatForgets(activities);
  const { steps } = done(await house.backup());
  for (const step of ['plan', 'preflight', 'dump', 'upload', 'verify', 'commit'])
    expect([step, attemptsOf(steps, step)]).toEqual([step, 2]);
  expect(storedFiles(house.folder).filter(file => file.endsWith('/manifest.json'))).toHaveLength(1);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

// What cannot be done twice in one sandbox makes a new one, and a run makes no more than three.
test.each([
  ['chooseForRestore', 'fetchBackup', 'unpackBackup', 'openSandbox', 'restoreBackup', 'compareBackup'],
  ['compareStructure', 'checkRestoredIndexes', 'runAssertions', 'destroySandbox'],
])('a restore test whose %s and others are done twice accuses nobody', async (...activities) => {
  const house = await houseThatForgets(activities);
  done(await house.backup());
  const { verdict, checks, steps } = done(await house.restoreTest());
  expect(checks.filter(check => check.verdict !== 'passed')).toEqual([]);
  expect(verdict).toBe('passed');
  expect(steps.filter(({ attempts }) => (attempts ?? 1) > 1).length).toBeGreaterThanOrEqual(activities.length);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
