import { readFileSync } from 'node:fs';
import { firedrill } from '../dev/demo/firedrill.ts';
import { runSql } from '../dev/stack/postgres-cluster.ts';
import type { RunOutcome } from '../src/domain/outcomes.ts';
import { formatSize } from '../src/domain/sizes.ts';
import { generateShop } from './database.ts';
import { createDatabase, layGround } from './ground.ts';
import { machine, type Result, VERSIONS } from './results-file.ts';

const WANTED_BYTES = 350 * 1_048_576;
const MANY = 8;

/**
 * The highest resident memory of the worker over a backup and a restore test: of a database, of one eight times as large, and
 * of one that does not compress. What is streamed takes no more of a large database than of a small one.
 */
export async function benchMemory(
  options: { readonly bytes: number; readonly seed: number },
  say: (line: string) => void,
): Promise<Result> {
  const databases = [
    ['small', (url: string) => generateShop(url, options.bytes, options.seed)],
    ['large', (url: string) => generateShop(url, options.bytes * MANY, options.seed)],
    ['noise', (url: string) => generateNoise(url, options.bytes)],
  ] as const;
  const peaks: (readonly [string, number, number])[] = [];
  for (const [name, fill] of databases) {
    const ground = await layGround(
      [{ name, database: name, proof: 'full', repository: 'backups' }],
      async cluster => fill(await createDatabase(cluster, name)),
      say,
    );
    try {
      for (const command of ['backup', 'restore-test']) {
        const { exitCode, error } = await firedrill<RunOutcome>(ground.config, [command, name], () => undefined);
        if (exitCode !== 0) throw new Error(`${command} failed: ${error?.message}`);
      }
      const [size] = await runSql<{ bytes: number }>(
        ground.cluster.url(name),
        'SELECT pg_database_size(current_database())::float8 AS bytes',
      );
      peaks.push([name, size?.bytes ?? 0, peakOf(ground.worker.pid)]);
      say(`${name}  ${formatSize(size?.bytes ?? 0)}  peak ${formatSize(peaks.at(-1)?.[2] ?? 0)}`);
    } finally {
      await ground.clear();
    }
  }
  return {
    benchmark: 'memory',
    takenAt: new Date().toISOString(),
    machine: machine(),
    versions: VERSIONS,
    subject: { seed: options.seed },
    measured: [],
    ratios: peaks.map(([name, databaseBytes, peakBytes]) => ({
      name: `${name}, ${formatSize(databaseBytes)}: peak in MiB`,
      value: peakBytes / 1_048_576,
      wanted: `at most ${WANTED_BYTES / 1_048_576}`,
      reached: peakBytes <= WANTED_BYTES,
    })),
  };
}

/** Rows of random bytes: what is encrypted or compressed already. */
async function generateNoise(url: string, bytes: number): Promise<void> {
  const rows = Math.ceil(bytes / 100_000);
  await runSql(
    url,
    `CREATE TABLE noise (id int, body bytea STORAGE EXTERNAL);
     INSERT INTO noise SELECT n, (SELECT string_agg(sha512((n || ' ' || i)::bytea), '') FROM generate_series(1, 1562) i) FROM generate_series(1, ${rows}) n`,
  );
}

/** VmHWM of a process, in bytes (proc_pid_status(5)). */
function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error('this system does not tell the peak of a process');
  return Number(kilobytes) * 1_024;
}
