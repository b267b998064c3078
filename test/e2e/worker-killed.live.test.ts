import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome, RestoreTestOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { untilActivity } from '../stack/waiting.ts';

const cluster = () => clusterOf(15);
const open = async () => openHouse(await makeDatabase(cluster(), 'chinook'));

/** Manifests of committed backups in a house's repository. */
const manifests = (house: House) => storedFiles(house.folder).filter(file => file.endsWith('/manifest.json'));

const attemptsOf = (outcome: BackupOutcome | RestoreTestOutcome, step: string) =>
  outcome.steps.find(({ name }) => name === step)?.attempts;

test('killed in the middle of the dump, another worker dumps again and finishes', async () => {
  const house = await open();
  // Every byte has been written when the program waits: the latest moment at which a dump is not yet one.
  const slow = wrapPrograms(cluster().programs, { pg_dump: `"$REAL" "$@"; status=$?; sleep 3; exit $status` });
  const first = await house.startWorker({ env: { ...slow } });
  const handle = await house.start('backup');
  await untilActivity(handle, 'dumpBackup');
  await new Promise(resolve => setTimeout(resolve, 1_500));
  first.kill();
  await house.startWorker();
  const outcome = done(await readResult<BackupOutcome>(handle));
  expect(attemptsOf(outcome, 'dump')).toBe(2);
  // The time that was lost with the first worker counts.
  const { startedAt = '', endedAt = '' } = outcome.steps.find(({ name }) => name === 'dump') ?? {};
  expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeGreaterThan(1_500);
  expect(manifests(house)).toHaveLength(1);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect(done(await house.restoreTest()).verdict).toBe('passed');
});

test('killed in the middle of a restore, another worker restores in a new sandbox', async () => {
  const house = await open();
  const slow = wrapPrograms(cluster().programs, { pg_restore: `sleep 2; exec "$REAL" "$@"` });
  const first = await house.startWorker({ env: { ...slow } });
  done(await house.backup());
  const handle = await house.start('restore-test');
  await untilActivity(handle, 'restoreBackup');
  await new Promise(resolve => setTimeout(resolve, 500));
  first.kill();
  await house.startWorker();
  const outcome = done(await readResult<RestoreTestOutcome>(handle));
  expect(outcome.verdict).toBe('passed');
  expect(attemptsOf(outcome, 'sandbox')).toBe(2);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
