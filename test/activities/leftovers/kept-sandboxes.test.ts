import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepHost } from '../../../src/activities/leftovers/host-leftovers.ts';
import { openTestFolder } from '../../../src/activities/sandbox/folder.ts';
import { noteKept } from '../../../src/activities/sandbox/keeping.ts';
import { identifyRun } from '../../../src/domain/runs.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const UNTIL = '2026-11-21T12:00:00Z';

const run = identifyRun({
  kind: 'restore-test',
  target: 'shop',
  workflowId: 'restore-test:shop',
  firstExecutionRunId: '00000000-0000-0000-0000-00000badcafe',
  startedAt: '2026-11-21T10:00:00Z',
});

/** Sweeps a host at a time on which a run that is over has kept its sandbox. Returns what was swept. */
async function sweepAt(now: string) {
  const directory = temporaryFolder();
  const folder = await openTestFolder(directory, run);
  await noteKept(folder, UNTIL);
  const folders = { spoolDirectory: join(directory, 'none'), sandboxDirectories: [directory] };
  const swept = await sweepHost(
    folders,
    async () => 'over',
    Date.parse(now),
    async () => true,
  );
  return { folder, swept };
}

test('a sweep leaves a kept sandbox alone before its time, although its run is over', async () => {
  const { folder, swept } = await sweepAt('2026-11-21T11:59:59Z');
  expect(swept).toEqual([]);
  expect(existsSync(folder.path)).toBe(true);
});

test('a sweep removes a kept sandbox after its time, where nothing else has', async () => {
  const { folder, swept } = await sweepAt('2026-11-21T12:00:01Z');
  expect(swept).toEqual([folder.path]);
  expect(existsSync(folder.path)).toBe(false);
});

test('a kept sandbox has neither the artifacts nor the archives in the clear any more', async () => {
  const { folder } = await sweepAt('2026-11-21T11:00:00Z');
  expect([folder.fetched, folder.archives].filter(path => existsSync(path))).toEqual([]);
});
