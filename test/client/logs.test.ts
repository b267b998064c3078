import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { evidenceKey } from '../../src/activities/repository/layout.ts';
import { documentOf, firedrill } from './command-line.ts';
import { storedBackups } from './stored-backups.ts';

const AT = '2026-11-21T03:00:00.000Z';

/** Two restore tests, each with a log that names it. */
async function storedLogs() {
  const { env, folder, backup, restoreTest } = storedBackups();
  const id = await backup(30);
  const runs = [await restoreTest(20, 'passed', id), await restoreTest(2, 'failed', id)];
  for (const runId of runs) {
    const file = join(folder, evidenceKey(runId, 'log'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${AT} run ${runId} begun\n${AT} fetch done\n`);
  }
  const [older = '', newer = ''] = runs;
  return { env, older, newer };
}

test('logs prints the log of the newest run, or of the one that is named', async () => {
  const { env, older, newer } = await storedLogs();
  expect(await firedrill(['logs', 'restore-test:orders'], { env })).toMatchObject({
    exitCode: 0,
    stdout: `${AT} run ${newer} begun\n${AT} fetch done`,
  });
  expect((await firedrill(['logs', older], { env })).stdout).toContain(`run ${older} begun`);
});

test('logs --json has the lines in their parts', async () => {
  const { env, older } = await storedLogs();
  expect(documentOf(await firedrill(['logs', older, '--json'], { env }))).toMatchObject({
    kind: 'logs',
    data: {
      runId: older,
      lines: [
        { at: AT, step: 'run', message: `${older} begun` },
        { at: AT, step: 'fetch', message: 'done' },
      ],
    },
  });
});

test.each([
  ['backup:orders', 10, 'there is no log of backup:orders'],
  ['20261121T020000Z-backup-orders-1a2b3c4d', 10, 'there is no log of 20261121T020000Z-backup-orders-1a2b3c4d'],
  ['backup:ordres', 10, 'there is no target "ordres"'],
  ['orders', 2, '"orders" names no run'],
])('logs %s ends with %i and says why', async (run, exitCode, message) => {
  const { env } = await storedLogs();
  const ended = await firedrill(['logs', run], { env });
  expect(ended).toMatchObject({ exitCode, stdout: '' });
  expect(ended.stderr).toContain(`error: ${message}`);
  expect(ended.stderr).toMatch(/\nhint: /);
});
