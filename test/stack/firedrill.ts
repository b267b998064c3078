import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { execa } from 'execa';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import { type RunResult, readResult } from '../../src/client/runs/run-result.ts';
import { startRun } from '../../src/client/runs/start-run.ts';
import { connectEngine, type Engine } from '../../src/client/temporal.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import type {
  BackupOutcome,
  RestoreTestOutcome,
  StartRestoreTest,
  StartRun,
  StartVerify,
  VerifyOutcome,
} from '../../src/domain/outcomes.ts';
import type { RunKind } from '../../src/domain/runs.ts';
import type { TestDatabase } from './databases.ts';
import { atEnd } from './ending.ts';
import { temporaryFolder } from './folders.ts';
import { type Plant, plantsFile } from './plants.ts';
import { startTestWorker, type TestWorker, type WorkerOptions } from './workers.ts';

/** What a test wants different from the plain case: one directory repository, proof full, no assertions. */
export interface HouseOptions {
  readonly repositories?: readonly ('directory' | 's3')[];
  readonly policy?: { readonly [setting: string]: unknown };
  /** More targets on the same database, each with a policy of its name that differs from `policy` in this. */
  readonly targets?: { readonly [target: string]: { readonly [setting: string]: unknown } };
  readonly worker?: { readonly [setting: string]: unknown };
  readonly sandboxes?: { readonly [name: string]: unknown };
  readonly s3Endpoint?: string;
  readonly temporalAddress?: string;
  /** Connection string in place of the database's own. */
  readonly url?: string;
}

/** Firedrill with a folder, a configuration and a Temporal namespace of its own. */
export interface House {
  readonly folder: string;
  readonly at: (path: string) => string;
  readonly config: string;
  readonly engine: Engine;
  readonly startWorker: (options?: WorkerOptions) => Promise<TestWorker>;
  /** What happens in this house's worker from now on, in place of what was planted like this before. */
  readonly plant: (...plants: readonly Plant[]) => void;
  readonly start: (kind: RunKind, input?: Partial<StartRestoreTest & StartVerify>) => Promise<WorkflowHandle>;
  readonly backup: (input?: Partial<StartRun>) => Promise<RunResult<BackupOutcome>>;
  readonly restoreTest: (input?: Partial<StartRestoreTest>) => Promise<RunResult<RestoreTestOutcome>>;
  readonly verify: (input?: Partial<StartVerify>) => Promise<RunResult<VerifyOutcome>>;
  /** Runs the CLI with `--json` and returns the document it printed. */
  readonly cli: (
    ...args: readonly string[]
  ) => Promise<{ exitCode: number | undefined; document: CliDocument; stderr: string }>;
}

/** The envelope of `--json`. */
export interface CliDocument {
  readonly kind: string;
  // The shape differs by command; tests say which one they read.
  readonly data: never;
  readonly error?: {
    readonly kind: string;
    readonly message: string;
    readonly hint?: string;
    readonly exitCode: number;
  };
}

const CLI = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));

/** Sets up Firedrill for one test; everything it starts ends with the test. */
export async function openHouse(database: TestDatabase, options: HouseOptions = {}): Promise<House> {
  const folder = temporaryFolder();
  const at = (path: string) => join(folder, path);
  const namespace = `t-${randomBytes(6).toString('hex')}`;
  const config = writeConfig(folder, namespace, database, options);
  const configuration = loadConfiguration({ config }, process.env);
  const engine = await connectEngine(configuration);
  atEnd(() => engine.close());
  await makeNamespace(engine);
  const start: House['start'] = (kind, input) =>
    startRun(engine, kind, { target: 'shop', requestedBy: 'test', ...input });
  return {
    folder,
    at,
    config,
    engine,
    start,
    startWorker: worker => startTestWorker(config, worker),
    plant: (...plants) => {
      writeFileSync(at('plants.new'), JSON.stringify(plants));
      renameSync(at('plants.new'), plantsFile(folder));
    },
    backup: async input => readResult(await start('backup', input)),
    restoreTest: async input => readResult(await start('restore-test', input)),
    verify: async input => readResult(await start('verify', input)),
    cli: async (...args) => {
      const ran = await execa(process.execPath, [CLI, ...args, '--json', '--config', config], { reject: false });
      const document = ran.stdout === '' ? { kind: 'nothing', data: undefined as never } : JSON.parse(ran.stdout);
      return { exitCode: ran.exitCode, document, stderr: ran.stderr };
    },
  };
}

/** Writes a configuration of one target, `shop`, with a key file into a folder. Returns its path. */
export function writeConfig(folder: string, namespace: string, database: TestDatabase, options: HouseOptions): string {
  const at = (path: string) => join(folder, path);
  const secret = (name: string, value: string) => {
    writeFileSync(at(name), value, { mode: 0o600 });
    return `file:${at(name)}`;
  };
  createKeyFile(at('key'));
  const s3 = inject('s3');
  const kinds = options.repositories ?? ['directory'];
  const all = {
    directory: { kind: 'directory', path: at('repository') },
    s3: {
      kind: 's3',
      bucket: s3.bucket,
      prefix: namespace,
      endpoint: options.s3Endpoint ?? s3.endpoint,
      region: 'us-east-1',
      pathStyle: true,
      credentials: {
        accessKeyId: secret('s3-key-id', s3.accessKeyId),
        secretAccessKey: secret('s3-secret', s3.secretAccessKey),
      },
    },
  };
  const postgres = { url: secret('url', options.url ?? database.url) };
  const policy = { repositories: kinds, keys: { file: at('key') }, ...options.policy };
  const others = Object.entries(options.targets ?? {});
  const written = {
    version: 1,
    targets: {
      shop: { postgres, policy: 'standard' },
      ...Object.fromEntries(others.map(([name]) => [name, { postgres, policy: name }])),
    },
    policies: {
      standard: policy,
      ...Object.fromEntries(others.map(([name, own]) => [name, { ...policy, ...own }])),
    },
    repositories: Object.fromEntries(kinds.map(kind => [kind, all[kind]])),
    ...(options.sandboxes && { sandboxes: options.sandboxes }),
    temporal: { address: options.temporalAddress ?? inject('temporalAddress'), namespace },
    worker: { state: at('state'), ...options.worker },
  };
  mkdirSync(at('state'), { mode: 0o711 });
  chmodSync(at('state'), 0o711);
  writeFileSync(at('firedrill.yaml'), stringify(written), { mode: 0o600 });
  return at('firedrill.yaml');
}

const DAY_SECONDS = 86_400;

/** Registers the namespace and waits until runs can be listed in it. */
async function makeNamespace({ connection, namespace }: Engine): Promise<void> {
  const { workflowService } = connection;
  await workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: DAY_SECONDS as never },
  });
  for (let tries = 0; ; tries += 1) {
    try {
      await workflowService.listWorkflowExecutions({ namespace });
      await workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'firedrill' } });
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}
