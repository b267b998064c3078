import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { VerifyOutcome } from '../../src/domain/outcomes.ts';
import { flipBit, newestFile } from '../stack/damage.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { until, untilActivity } from '../stack/waiting.ts';

const readings = (folder: string) => storedFiles(folder).filter(file => file.startsWith('evidence/readings/'));

test('a verification cancelled while pg_restore reads ends the program and leaves nothing but its record', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const slow = wrapPrograms(clusterOf(15).programs, { pg_restore: `"$REAL" "$@"; tail -f ${house.config}` });
  await house.startWorker({ env: { ...slow } });
  done(await house.backup());
  const handle = await house.start('verify', { read: true });
  await until('pg_restore has read all', () =>
    leftoversOf(house.folder).processes.some(argv => argv.startsWith('tail -f')),
  );
  await handle.cancel();
  failed(await readResult<VerifyOutcome>(handle), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect(readings(house.folder)).toEqual([]);
  expect(storedFiles(house.folder).some(file => /evidence\/\d{4}\/.*-verify-shop-.*\.json/.test(file))).toBe(true);
});

test('a worker that dies while it verifies is followed by another, which comes to the same end', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity: 'examineBackup', when: 'after', attempt: 1, act: 'kill' }] });
  done(await house.backup());
  const handle = await house.start('verify', { read: true });
  await untilActivity(handle, 'examineBackup');
  await house.startWorker();
  const { backups } = done(await readResult<VerifyOutcome>(handle));
  expect(backups.map(({ verdict }) => verdict)).toEqual(['passed']);
  expect(readings(house.folder)).toHaveLength(1);
});

test('M11: before:TIME tests, verifies and shows the newest backup that is older and not known to be bad', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  const first = done(await house.backup());
  const second = done(await house.backup());
  const chosen = async (backup: string) => done(await house.verify({ backup })).backups.map(one => one.backupId);
  expect(await chosen(`before:${second.takenAt}`)).toEqual([first.backupId]);
  expect(await chosen('before:2999-01-01T00:00Z')).toEqual([second.backupId]);
  failed(await house.verify({ backup: `before:${first.takenAt}` }), 'NotFound');
  failed(await house.verify({ backup: 'before:2999-01-01T00:00' }), 'UsageInvalid');

  const tested = await house.cli('restore-test', '--backup', `before:${second.takenAt}`);
  expect(tested).toMatchObject({ exitCode: 0, document: { data: { backupId: first.backupId } } });
  expect((await house.cli('show', `before:${second.takenAt}`)).document.data).toMatchObject({
    backupId: first.backupId,
  });

  flipBit(newestFile(house.at('repository'), 'main-*'));
  failed(await house.verify({ read: true }), 'ArtifactDamaged');
  expect(await chosen('before:2999-01-01T00:00Z')).toEqual([first.backupId]);
});

test('without a target each one is verified, and the worst decides the exit code', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const written = parse(readFileSync(house.config, 'utf8'));
  written.targets.archive = written.targets.shop;
  writeFileSync(house.config, stringify(written));
  await house.startWorker();
  done(await house.backup());
  const { exitCode, document } = await house.cli('verify', '--read');
  expect(exitCode).toBe(10);
  expect(document.error).toMatchObject({ kind: 'NotFound', message: 'archive has no backup yet' });
  expect(document.data).toMatchObject({
    runs: [
      { target: 'shop', verdict: 'passed', read: true, error: null },
      { target: 'archive', verdict: 'inconclusive', error: { kind: 'NotFound' } },
    ],
    backups: [{ target: 'shop', verdict: 'passed' }],
  });
  expect((await house.cli('verify', 'shop')).exitCode).toBe(0);
});

test('a verification that is running holds its target, and can be watched by its name', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ plants: [{ activity: 'examineBackup', when: 'before', act: { holdIn: house.folder } }] });
  done(await house.backup());
  await house.start('verify');
  await until('the verification begins', () => existsSync(house.at('held')));
  expect(await house.cli('verify', 'shop')).toMatchObject({
    exitCode: 11,
    document: { error: { kind: 'TargetBusy' } },
  });
  writeFileSync(house.at('release'), '');
  const watched = await execa(process.execPath, [
    'src/client/main.ts',
    'watch',
    'verify:shop',
    '--config',
    house.config,
  ]);
  expect(watched.stdout).toMatch(/^passed .*\n {2}passed {2}manifest +as it was sealed\n/);
});
