import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { StartVerify } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

/** Three backups, the newest last. */
async function threeBackups() {
  const house = await openHouse(await makeDatabase(clusterOf(16), 'chinook'));
  await house.startWorker();
  const ids: string[] = [];
  for (let taken = 0; taken < 3; taken += 1) ids.push(done(await house.backup()).backupId);
  // Those of one second are in the order of their ids.
  ids.sort();
  const read = async (input: Partial<StartVerify>) => {
    const { verdict, backups, left, warnings } = done(await house.verify(input));
    expect(verdict).toBe('passed');
    expect(warnings).toEqual([]);
    return { read: backups.map(({ backupId }) => ids.indexOf(backupId)), left };
  };
  return { house, ids, read };
}

test.each(['1kB', '1ms'])(
  'runs of %s pass over everything, one after the other, and then there is nothing to do',
  async budget => {
    const { house, ids, read } = await threeBackups();
    const bounded = { unreadFor: '30d', budget };
    expect(await read(bounded)).toEqual({ read: [2], left: 2 });
    expect(await read(bounded)).toEqual({ read: [1], left: 1 });
    expect(await read(bounded)).toEqual({ read: [0], left: undefined });
    expect(await read(bounded)).toEqual({ read: [], left: undefined });

    const again = await house.cli('verify', '--unread-for', '30d');
    expect(again).toMatchObject({
      exitCode: 0,
      document: { data: { backups: [], runs: [{ verdict: 'passed', left: 0 }] } },
    });
    expect(again.stderr).toContain('nothing to read');
    const { backups } = (await house.cli('list')).document.data as {
      backups: { backupId: string; read: { verdict: string } }[];
    };
    expect(backups.map(({ backupId, read }) => [backupId, read.verdict])).toEqual(
      ids.toReversed().map(id => [id, 'passed']),
    );
  },
);

test('the record says what was left, and why', async () => {
  const { house } = await threeBackups();
  const { evidence } = done(await house.verify({ budget: '1kB' }));
  expect(JSON.parse(readFileSync(String(evidence?.json), 'utf8')).notChecked).toContainEqual({
    object: '2 more backups',
    reason: 'left to the next run, which begins with them',
  });
});
