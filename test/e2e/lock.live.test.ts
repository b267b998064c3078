import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome, SkippedOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { storedFiles } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';
import { until } from '../stack/waiting.ts';

test('of two backups of one target at once one runs; the other says who holds the target', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity: 'dumpBackup', when: 'before', act: { holdIn: house.folder } }] });
  const first = await house.start('backup');
  await until('the first holds the target', () => existsSync(house.at('held')));

  await expect(house.start('backup')).rejects.toMatchObject({ kind: 'TargetBusy' });
  const second = await house.cli('backup', 'shop');
  expect(second.exitCode).toBe(11);
  expect(second.document.error?.message).toContain(first.workflowId);

  // A hand in the UI or a schedule starts it under an id of its own: it comes down to the same lock.
  const byHand = await house.engine.client.workflow.start('backup', {
    workflowId: 'by-hand',
    taskQueue: house.engine.taskQueue,
    args: [{ target: 'shop' }],
  });
  const skipped: SkippedOutcome = await byHand.result();
  expect(skipped).toEqual({ verdict: 'skipped', target: 'shop', heldBy: 'backup:shop' });

  writeFileSync(house.at('release'), '');
  done(await readResult<BackupOutcome>(first));
  expect(storedFiles(house.folder).filter(file => file.endsWith('/manifest.json'))).toHaveLength(1);
});

test('a start under another id takes the lock itself where nobody holds it', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  const byHand = await house.engine.client.workflow.start('backup', {
    workflowId: 'by-hand',
    taskQueue: house.engine.taskQueue,
    args: [{ target: 'shop' }],
  });
  const outcome: BackupOutcome = await byHand.result();
  expect(outcome).toMatchObject({ verdict: 'passed', workflowId: 'backup:shop' });
});
