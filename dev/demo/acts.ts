import { closeSync, globSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { formatDuration } from '../../src/domain/durations.ts';
import type { BackupOutcome, RestoreTestOutcome } from '../../src/domain/outcomes.ts';
import { lockId } from '../../src/domain/runs.ts';
import { formatSize } from '../../src/domain/sizes.ts';
import { runSql } from '../stack/postgres-cluster.ts';
import { firedrill } from './firedrill.ts';
import { promise, type Shown } from './screen.ts';
import type { Stage } from './stage.ts';

type Live = (doing: string) => void;

const inWords = (count: number) => count.toLocaleString('en-US');

/** A first backup. */
export async function backUp({ config }: Stage, live: Live): Promise<Shown & { backupId: string }> {
  const { exitCode, data, error } = await firedrill<BackupOutcome>(config, ['backup', 'chinook'], live);
  promise(exitCode === 0, `the backup succeeds: ${error?.message}`);
  const { tables, rows } = data.proof;
  return {
    backupId: data.backupId,
    found: `${inWords(tables)} tables, ${inWords(rows)} rows, ${formatSize(data.storedBytes)} stored, encrypted`,
    lesson:
      'Under the snapshot of the dump every row was counted and fingerprinted: that is the proof to restore against.',
  };
}

/** The restore test of the newest backup, which passes. */
export async function testRestore({ config }: Stage, live: Live): Promise<Shown & { evidence: string }> {
  const { exitCode, data, error } = await firedrill<RestoreTestOutcome>(config, ['restore-test', 'chinook'], live);
  promise(exitCode === 0 && data.verdict === 'passed', `the restore test passes: ${error?.message}`);
  const tables = data.checks.filter(({ name, verdict }) => name.startsWith('table ') && verdict === 'passed');
  promise(
    tables.length > 0 && data.measured !== null && data.evidence !== undefined,
    'tables are compared, times measured, evidence written',
  );
  const { measured, evidence } = data;
  const isCutOff = data.checks.some(({ name, found }) => name === 'isolation' && found === 'full');
  return {
    evidence: evidence.html,
    found: `passed: ${tables.length} tables equal by count and fingerprint, RTO ${formatDuration(measured.rtoMs)}`,
    lesson: `The backup was fetched, decrypted and restored in a sandbox${isCutOff ? ' without a network' : ''}, compared, and the sandbox destroyed.`,
  };
}

const PLAYS = 400_000;

/** A backup whose worker is killed in the middle of the dump. */
export async function killWorker(stage: Stage, live: Live): Promise<Shown> {
  live(`the shop goes on: ${inWords(PLAYS)} more rows …`);
  await runSql(
    stage.cluster.url('chinook'),
    `CREATE TABLE play AS SELECT n AS play_id, 1 + n % 3503 AS track_id, md5(n::text) AS listener,
            timestamp '2026-01-01' + n * interval '1 second' AS at FROM generate_series(1, ${PLAYS}) AS n`,
  );
  const running = firedrill<BackupOutcome>(stage.config, ['backup', 'chinook'], live);
  const killed = await killDumper(stage);
  live(`worker ${killed} was killed with SIGKILL; the other one takes over …`);
  const { exitCode, data, error } = await running;
  promise(exitCode === 0, `the backup succeeds all the same: ${error?.message}`);
  const attempts = data.steps.find(({ name }) => name === 'dump')?.attempts ?? 0;
  promise(attempts > 1, 'the worker dies in the middle of the dump');
  return {
    found: `worker ${killed} killed in the dump, finished by the other: ${inWords(data.proof.rows)} rows, attempt ${attempts}`,
    lesson:
      'The run lives in Temporal, not in the process: it went on with the step it was in, and left nothing half-done.',
  };
}

/** Kills the worker that dumps, as soon as it does, and returns its process id. */
async function killDumper({ temporal, workers }: Stage): Promise<number> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const handle = new Client({ connection }).workflow.getHandle(lockId('backup', 'chinook'));
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) {
      const { raw } = await handle.describe();
      const dump = raw.pendingActivities?.find(activity => activity.activityType?.name === 'dumpBackup');
      const dumper = workers.find(({ pid }) => dump?.lastWorkerIdentity?.startsWith(`${pid}@`));
      if (dumper === undefined) continue;
      await sleep(200);
      dumper.kill();
      return dumper.pid;
    }
  } finally {
    await connection.close();
  }
  return promise(false, 'the second backup comes to its dump') as never;
}

/** One byte of a stored artifact is changed, and the next restore test says so. */
export async function damageArtifact({ config, directory, s3 }: Stage, live: Live): Promise<Shown> {
  const places = s3 === undefined ? join(directory, 'backups') : join(s3.folder, s3.bucket);
  const artifacts = globSync(join(places, 'targets/chinook/backups/*/main-*.enc')).toSorted();
  const file = artifacts.at(-1);
  promise(file !== undefined, 'the newest backup has a main artifact');
  const offset = Math.floor(statSync(file).size / 2);
  flipByte(file, offset);
  live(`byte ${inWords(offset)} of ${file.split('/').at(-1)} was changed …`);
  const { exitCode, error } = await firedrill(config, ['restore-test', 'chinook'], live);
  promise(
    exitCode === 4 && error !== undefined,
    `the restore test finds the damage (exit ${exitCode}: ${error?.message})`,
  );
  return {
    found: `exit code 4: ${error.message}`,
    lesson:
      'One byte in the middle of an encrypted artifact: found by a restore test today, not by a recovery next year.',
  };
}

function flipByte(path: string, offset: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte.writeUInt8(byte.readUInt8(0) ^ 0x01, 0);
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
}
