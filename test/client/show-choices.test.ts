import { expect, test } from 'vitest';
import { directoryStore } from '../../src/activities/repository/directory/directory-store.ts';
import { rememberReading } from '../../src/activities/repository/readings.ts';
import { backupId } from '../activities/repository/backup.ts';
import { documentOf, firedrill } from './command-line.ts';
import { storedBackups } from './stored-backups.ts';

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

test('show says when a backup was read to its end last, or that it never was', async () => {
  const { env, folder, backup } = storedBackups();
  const id = await backup(3);
  expect((await firedrill(['show', id], { env })).stdout).toMatch(/\nread +never: firedrill verify --read /);
  const readAt = ago(1);
  const reading = { format: 1, target: 'orders', readAt, verdict: 'failed', runId: 'r' } as const;
  await rememberReading(directoryStore(folder), { ...reading, backupId: backupId(id) });
  expect((await firedrill(['show', id], { env })).stdout).toContain(`${readAt} (1 h 00 min ago), failed, in backups\n`);
});

test('M11: show takes the newest backup, or the newest good one before a time', async () => {
  const { env, backup, restoreTest } = storedBackups();
  const [oldest, middle, newest] = [await backup(72), await backup(48), await backup(2)];
  const shown = async (which: string) => {
    const { data } = documentOf(await firedrill(['show', which, '--json'], { env }));
    return data;
  };
  expect(await shown('latest')).toMatchObject({ backupId: newest });
  expect(await shown(`before:${ago(24)}`)).toMatchObject({ backupId: middle });
  await restoreTest(1, 'failed', middle);
  expect(await shown(`before:${ago(24)}`)).toMatchObject({ backupId: oldest });
  await restoreTest(0, 'passed', middle);
  expect(await shown(`before:${ago(24)}`)).toMatchObject({ backupId: middle });
});
