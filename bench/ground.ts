import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { writeConfiguration } from '../dev/stack/configuration-file.ts';
import { freePort } from '../dev/stack/ports.ts';
import { type PostgresCluster, runSql, startCluster } from '../dev/stack/postgres-cluster.ts';
import { type S3Server, startS3Server } from '../dev/stack/s3-server.ts';
import { startTemporal } from '../src/local/temporal-server.ts';
import { startWorker, type WorkerProcess } from '../src/local/worker-process.ts';
import { obtainTemporal } from '../src/tools/temporal.ts';

/** What benchmarks run on: servers, one worker, and a configuration whose targets differ in their policy only. */
export interface Ground {
  readonly directory: string;
  readonly config: string;
  readonly cluster: PostgresCluster;
  readonly s3: S3Server;
  readonly worker: WorkerProcess;
  readonly clear: () => Promise<void>;
}

/** A target of the ground: one database, by one policy. */
export interface GroundTarget {
  readonly name: string;
  readonly database: string;
  readonly proof: 'full' | 'off';
  readonly repository: 'backups' | 'bucket';
  /** Dumps of large tables side by side; as many as a policy has that says nothing, where absent. */
  readonly streams?: number;
}

/** Starts everything. `fill` makes the databases. */
export async function layGround(
  targets: readonly GroundTarget[],
  fill: (cluster: PostgresCluster) => Promise<void>,
  say: (line: string) => void,
): Promise<Ground> {
  const directory = mkdtempSync(join(tmpdir(), 'firedrill-bench-'));
  chmodSync(directory, 0o711);
  const ends: (() => Promise<unknown>)[] = [];
  const clear = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const settings = { shared_buffers: '512MB', max_wal_size: '4GB' };
    const cluster = await startCluster({ directory, settings });
    ends.push(() => cluster.stop());
    await fill(cluster);
    const s3 = await startS3Server(directory, say);
    ends.push(() => s3.process.stop());
    const ports = { port: await freePort(), uiPort: await freePort() };
    const temporal = await startTemporal(await obtainTemporal(process.env, say), join(directory, 'temporal'), ports);
    ends.push(() => temporal.stop());
    const config = writeConfiguration({ directory, cluster, s3, temporalAddress: temporal.address });
    retarget(config, targets);
    const worker = await startWorker({ config, env: {}, onLine: () => undefined });
    ends.push(() => worker.stop());
    return { directory, config, cluster, s3, worker, clear };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Gives a written configuration other targets, each with a policy of its own. */
function retarget(file: string, targets: readonly GroundTarget[]): void {
  const written = parse(readFileSync(file, 'utf8'));
  const { postgres } = written.targets.chinook;
  const { keys } = written.policies.standard;
  written.targets = Object.fromEntries(
    targets.map(({ name, database }) => [name, { postgres: { ...postgres, database }, policy: name }]),
  );
  written.policies = Object.fromEntries(
    targets.map(({ name, proof, repository, streams }) => [
      name,
      { proof, repositories: [repository], keys, ...(streams && { dump: { streams } }) },
    ]),
  );
  writeFileSync(file, stringify(written), { mode: 0o600 });
}

/** Makes an empty database. */
export async function createDatabase(cluster: PostgresCluster, name: string): Promise<string> {
  await runSql(cluster.url('template1'), `CREATE DATABASE "${name}"`);
  return cluster.url(name);
}
