import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { BackupOutcome, RestoreTestOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { until } from '../stack/waiting.ts';

test('the commands of a day answer programs in one envelope', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), {
    policy: { objectives: { rto: '10m', rpo: '26h' } },
  });
  expect((await house.cli('status')).document).toMatchObject({
    data: { targets: [{ name: 'shop', verdict: 'unprotected' }] },
  });
  await house.startWorker();

  const backup = await house.cli('backup', 'shop', '--reason', 'before the release');
  expect(backup).toMatchObject({ exitCode: 0, document: { schemaVersion: 1, kind: 'backup' } });
  const taken: BackupOutcome = backup.document.data;
  expect(taken).toMatchObject({ verdict: 'passed', target: 'shop' });
  expect(taken.backupId).toMatch(/^\d{8}T\d{6}Z-logical-[0-9a-f]{8}$/);
  expect(taken.storedBytes).toBeGreaterThan(0);
  expect(taken.durationMs).toBeGreaterThan(0);
  expect((await house.cli('status')).document).toMatchObject({ data: { targets: [{ verdict: 'unproven' }] } });

  const tested = await house.cli('restore-test', 'shop');
  expect(tested).toMatchObject({ exitCode: 0, document: { kind: 'restore-test' } });
  const proven: RestoreTestOutcome = tested.document.data;
  expect(proven).toMatchObject({ verdict: 'passed', backupId: taken.backupId });
  expect(proven.checks.find(({ name }) => name === 'table public.artist')).toMatchObject({
    verdict: 'passed',
    expected: { rows: 275 },
    found: { rows: 275 },
  });
  expect(proven.measured?.rtoMs).toBeGreaterThan(0);
  for (const form of ['json', 'html', 'markdown'] as const)
    expect(existsSync(String(proven.evidence?.[form]))).toBe(true);

  expect(await house.cli('status')).toMatchObject({
    exitCode: 0,
    document: {
      data: {
        targets: [
          {
            name: 'shop',
            verdict: 'proven',
            lastBackup: { backupId: taken.backupId },
            lastRestoreTest: { verdict: 'passed' },
          },
        ],
      },
    },
  });
  expect((await house.cli('list', 'shop')).document).toMatchObject({
    data: { backups: [{ backupId: taken.backupId, readable: true, tested: 'passed' }] },
  });
  expect((await house.cli('show', taken.backupId)).document).toMatchObject({ kind: 'show' });
  const runs = await until('both runs are listed', async () => {
    const { document } = await house.cli('runs');
    const { runs: listed } = document.data as { runs: { workflowId: string }[] };
    return listed.length === 2 ? listed : undefined;
  });
  expect(runs.map(({ workflowId }) => workflowId).toSorted()).toEqual(['backup:shop', 'restore-test:shop']);
  expect((await house.cli('report', proven.runId)).document).toMatchObject({ kind: 'report' });
  const reason = readFileSync(String(taken.evidence?.markdown), 'utf8');
  expect(reason).toContain('before the release');

  writeFileSync(String(proven.evidence?.json), '{}');
  const doubtful = await house.cli('status');
  expect(doubtful).toMatchObject({ exitCode: 20, document: { data: { targets: [{ verdict: 'unknown' }] } } });
});

test('an objective that was missed ends with 5, and the data are still said to be right', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), {
    policy: { objectives: { rto: '1ms' } },
  });
  await house.startWorker();
  await house.cli('backup', 'shop');
  const { exitCode, document } = await house.cli('restore-test', 'shop');
  expect(exitCode).toBe(5);
  const { checks } = document.data as RestoreTestOutcome;
  expect(checks.filter(({ verdict }) => verdict === 'failed').map(({ about }) => about)).toEqual(['objective']);
});

test('a test that could not be done ends with 8, and says what was missing', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(18), 'chinook'), {
    policy: { checks: { indexes: 'required' } },
  });
  await house.startWorker();
  await house.cli('backup', 'shop');
  const { exitCode, document } = await house.cli('restore-test', 'shop');
  expect(exitCode).toBe(8);
  expect(document.error?.message).toMatch(/amcheck/);
});

test('Ctrl-C lets go of a run, which goes on and can be cancelled by its name', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity: 'dumpBackup', when: 'before', act: { holdIn: house.folder } }] });
  const command = execa(process.execPath, ['src/client/main.ts', 'backup', 'shop', '--config', house.config], {
    reject: false,
  });
  await until('the dump begins', () => existsSync(house.at('held')));
  command.kill('SIGINT');
  const { exitCode, stderr } = await command;
  expect(exitCode).toBe(130);
  expect(stderr).toContain('firedrill watch backup:shop');
  expect((await house.cli('cancel', 'backup:shop', '--yes')).exitCode).toBe(0);
  await until('the run is cancelled', async () => {
    const { status } = await house.engine.client.workflow.getHandle('backup:shop').describe();
    return status.name === 'CANCELLED';
  });
});

test('without a worker the command says so, how to start one, and ends with 20', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  const { exitCode, document, stderr } = await house.cli('backup', 'shop');
  expect(exitCode).toBe(20);
  expect(document.error).toMatchObject({ kind: 'WorkerMissing' });
  expect(stderr).toMatch(/no worker polls task queue firedrill/);
  expect(stderr).toMatch(/hint: .*firedrill up/);
});

test('people read steps as lines on a pipe and the result on stdout', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  const { stdout, stderr, exitCode } = await execa(process.execPath, [
    'src/client/main.ts',
    'backup',
    '--config',
    house.config,
  ]);
  expect(exitCode).toBe(0);
  for (const step of ['plan', 'preflight', 'dump', 'upload', 'verify', 'commit']) expect(stderr).toContain(step);
  expect(stdout.split('\n')).toHaveLength(1);
  expect(stdout + stderr).not.toContain('\u001b');
});
