import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalTemporal, startTemporal } from '../../src/local/temporal-server.ts';
import { startWorker, type WorkerProcess } from '../../src/local/worker-process.ts';
import { obtainTemporal } from '../../src/tools/temporal.ts';
import { loadChinook } from '../stack/chinook.ts';
import { writeConfiguration } from '../stack/configuration-file.ts';
import { freePort } from '../stack/ports.ts';
import { type PostgresCluster, startCluster } from '../stack/postgres-cluster.ts';
import { type S3Server, startS3Server } from '../stack/s3-server.ts';

/** Everything the demo runs on. */
export interface Stage {
  readonly directory: string;
  readonly config: string;
  readonly temporal: LocalTemporal;
  readonly cluster: PostgresCluster;
  readonly s3: S3Server | undefined;
  /** Both share one host: what one leaves behind the other takes up. */
  readonly workers: readonly WorkerProcess[];
  /** Ends every server and process, and removes the folder. */
  readonly strike: () => Promise<void>;
}

/** Starts Temporal, PostgreSQL with Chinook, two workers and, if asked, an S3 server, below one temporary folder. */
export async function setStage(options: { s3: boolean }, live: (doing: string) => void): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'firedrill-demo-'));
  chmodSync(directory, 0o711);
  const ends: (() => Promise<void>)[] = [];
  const strike = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
    // What was killed may still write and remove files. Not rmSync: where another process removes a file meanwhile it says nothing
    // and leaves the rest.
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  const started = <T>(thing: T, end: (thing: T) => Promise<void>): T => {
    ends.push(() => end(thing));
    return thing;
  };
  try {
    const program = await obtainTemporal(process.env, live);
    live('PostgreSQL with Chinook …');
    const cluster = started(await startCluster({ directory }), it => it.stop());
    await loadChinook(cluster);
    const s3 = options.s3 ? started(await startS3Server(directory, live), it => it.process.stop()) : undefined;
    live('Temporal …');
    const ports = { port: await freePort(), uiPort: await freePort() };
    const temporal = started(await startTemporal(program, join(directory, 'temporal'), ports), it => it.stop());
    const config = writeConfiguration({ directory, cluster, s3, temporalAddress: temporal.address });
    live('two workers …');
    const start = async () =>
      started(await startWorker({ config, env: {}, onLine: () => undefined }), worker => worker.stop());
    // The first makes the bundle of the workflows that the second finds ready.
    const workers = [await start(), await start()];
    return { directory, config, temporal, cluster, s3, workers, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}
