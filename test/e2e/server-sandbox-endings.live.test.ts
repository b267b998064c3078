import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { DestroyOutcome } from '../../src/domain/outcomes.ts';
import { destroyId, parseRunId } from '../../src/domain/runs.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { leftoversOf } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';
import { makeStaging, openStaged, PASSWORD } from '../stack/staging.ts';
import { until, untilActivity } from '../stack/waiting.ts';

test('the database of a worker that died is dropped when a worker of its host starts', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging, { allowSource: true });
  const worker = await house.startWorker({
    own: true,
    plants: [{ activity: 'compareBackup', when: 'before', act: { holdIn: house.folder } }],
  });
  done(await house.backup());
  const handle = await house.start('restore-test');
  await untilActivity(handle, 'compareBackup');
  expect(await staging.owned()).toHaveLength(1);
  worker.kill();
  await worker.ended;
  await handle.terminate('a hand in the UI');
  await house.startWorker();
  await until('the database is dropped', async () => (await staging.owned()).length === 0);
  await until('the folder is swept', () => leftoversOf(house.folder).sandboxes.length === 0);
});

test('a kept database tells how to connect, survives the sweep of another test, and is dropped in the end', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging, { allowSource: true });
  await house.startWorker();
  done(await house.backup());
  const { kept, runId } = done(await house.restoreTest({ keepMs: 3_600_000 }));
  expect(kept?.connect).toContain(`user=${staging.role} dbname=firedrill_test_`);
  expect(kept?.connect).not.toContain(PASSWORD);
  done(await house.restoreTest());
  expect(await staging.owned()).toHaveLength(1);
  const destroyer = house.engine.client.workflow.getHandle(destroyId('shop', parseRunId(runId)?.short ?? ''));
  await destroyer.signal('destroy');
  expect(done(await readResult<DestroyOutcome>(destroyer)).checks[0]).toMatchObject({
    verdict: 'passed',
    found: 'no database, no folder',
  });
  expect(await staging.owned()).toEqual([]);
});

test('the database of a host that is gone is dropped by the next restore test on that server', async () => {
  const staging = await makeStaging(clusterOf(15));
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging, { allowSource: true });
  const worker = await house.startWorker({
    own: true,
    plants: [{ activity: 'compareBackup', when: 'before', act: { holdIn: house.folder } }],
  });
  done(await house.backup());
  const handle = await house.start('restore-test');
  await untilActivity(handle, 'compareBackup');
  worker.kill();
  await worker.ended;
  await handle.terminate('a hand in the UI');
  rmSync(house.at('state/sandboxes'), { recursive: true });
  await house.startWorker();
  const left = await staging.owned();
  expect(left).toHaveLength(1);
  done(await house.restoreTest());
  expect(await staging.owned()).toEqual([]);
});
