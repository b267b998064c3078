import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { loadChinook } from '../../dev/stack/chinook.ts';
import { freePort } from '../../dev/stack/ports.ts';
import { type PostgresCluster, startCluster } from '../../dev/stack/postgres-cluster.ts';
import { startS3Server } from '../../dev/stack/s3-server.ts';
import { startTemporal } from '../../src/local/temporal-server.ts';
import { obtainTemporal } from '../../src/tools/temporal.ts';
import { workflowBundle } from '../../src/worker/workflow-bundle.ts';

/** The majors that every promise about PostgreSQL is tested on. */
export const MAJORS = [15, 16, 18] as const;

/** What a test file must know of a cluster that another process started. */
export interface SharedCluster {
  readonly major: number;
  readonly version: string;
  /** Folder of its programs. */
  readonly programs: string;
  readonly port: number;
  readonly password: string;
  /** Connection string of a database that does not exist, with `DATABASE` in its place. */
  readonly url: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly temporalAddress: string;
    readonly clusters: readonly SharedCluster[];
    readonly s3: {
      readonly endpoint: string;
      readonly bucket: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly folder: string;
    };
  }
}

/** Hundreds of small databases would be visited by turns, all the time. */
const QUIET = { autovacuum: 'off' };

/** Starts Temporal, three PostgreSQL clusters with Chinook, and an S3 server, and ends them when all files are through. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'firedrill-test-'));
  chmodSync(directory, 0o711);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const program = await obtainTemporal(process.env, say);
  const clusters: PostgresCluster[] = [];
  // One after another: the first may have to be downloaded.
  for (const major of MAJORS) clusters.push(await startCluster({ directory, major, settings: QUIET }));
  const [temporal, s3] = await Promise.all([
    startTemporal(program, join(directory, 'temporal'), { port: await freePort(), uiPort: await freePort() }),
    startS3Server(directory, say),
    workflowBundle(),
    ...clusters.map(cluster => loadChinook(cluster)),
  ]);
  project.provide('temporalAddress', temporal.address);
  project.provide(
    'clusters',
    clusters.map(({ programs, port, password, url }) => ({
      major: programs.major,
      version: programs.version,
      programs: programs.folder,
      port,
      password,
      url: url('DATABASE'),
    })),
  );
  const { endpoint, bucket, accessKeyId, secretAccessKey, folder } = s3;
  project.provide('s3', { endpoint, bucket, accessKeyId, secretAccessKey, folder });
  return async () => {
    await Promise.all([temporal.stop(), s3.process.stop(), ...clusters.map(cluster => cluster.stop())]);
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
}
