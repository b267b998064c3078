import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { runDoctor } from '../../stack/doctor.ts';
import { type House, openHouse } from '../../stack/firedrill.ts';
import { done } from '../../stack/outcomes.ts';
import { untilActivity } from '../../stack/waiting.ts';

const TWO_DAYS_MS = 2 * 86_400_000;
const CLAIM = {
  format: 1,
  runId: 'r',
  startedAt: '2026-01-01T00:00:00Z',
  workflowId: 'backup:shop',
  firstExecutionRunId: '00000000-0000-0000-0000-00000badcafe',
};

/** A folder that a run which nobody knows has left two days ago. */
function leave(folder: string): string {
  const then = new Date(Date.now() - TWO_DAYS_MS);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of [
    ['run.json', JSON.stringify(CLAIM)],
    ['main.enc', 'half of it'],
  ] as const) {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), then, then);
  }
  utimesSync(folder, then, then);
  return folder;
}

/** Leftovers of a dead run on the host and in the repository. The worker must poll already: one that starts sweeps its host. */
async function houseWithLeftovers(): Promise<{ house: House; left: readonly string[] }> {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  done(await house.backup());
  const left = [
    leave(house.at('state/spool/20260101T000000Z-logical-0badcafe')),
    leave(house.at('repository/targets/shop/backups/20260101T000000Z-logical-0badcafe')),
  ];
  return { house, left };
}

test('leftovers are counted and left alone', async () => {
  const { house, left } = await houseWithLeftovers();
  const { finding } = await runDoctor(house);
  for (const found of [finding('host', 'leftovers'), finding('repository', 'directory: leftovers')]) {
    expect(found).toMatchObject({
      verdict: 'warning',
      found: '1 leftover of dead runs',
      hint: expect.stringContaining('--sweep'),
    });
  }
  expect(left.map(path => existsSync(join(path, 'run.json')))).toEqual([true, true]);
});

test('--sweep removes them, and nothing else', async () => {
  const { house, left } = await houseWithLeftovers();
  const { finding, workers } = await runDoctor(house, '--sweep');
  expect(workers).toMatchObject([{ swept: 2 }]);
  expect(finding('host', 'leftovers').verdict).toBe('ok');
  expect(finding('repository', 'directory: leftovers').verdict).toBe('ok');
  expect(finding('key', 'directory: key').found).toMatch(/^opens /);
  expect(left.map(path => existsSync(join(path, 'run.json')))).toEqual([false, false]);
});

test('a doctor beside a backup disturbs neither, and counts nothing of it as left', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity: 'uploadBackup', when: 'before', act: { holdIn: house.folder } }] });
  const handle = await house.start('backup');
  await untilActivity(handle, 'uploadBackup');
  const { finding } = await runDoctor(house, '--sweep');
  expect(finding('host', 'leftovers').verdict).toBe('ok');
  writeFileSync(house.at('release'), '');
  expect(await handle.result()).toMatchObject({ verdict: 'passed' });
});
