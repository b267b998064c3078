import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { execa } from 'execa';
import { inject, onTestFinished } from 'vitest';
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
  StartVerify,
  VerifyOutcome,
} from '../../src/domain/outcomes.ts';
import type { RunKind } from '../../src/domain/runs.ts';
import type { TestDatabase } from './databases.ts';
import { temporaryFolder } from './folders.ts';
import type { Plant } from './planted-worker.ts';

/** What a test wants different from the plain case: one directory repository, proof full, no assertions. */
export interface HouseOptions {
  readonly repositories?: readonly ('directory' | 's3')[];
  readonly policy?: { readonly [setting: string]: unknown };
  readonly worker?: { readonly [setting: string]: unknown };
  readonly sandboxes?: { readonly [name: string]: unknown };
  readonly s3Endpoint?: string;
  readonly temporalAddress?: string;
  /** Connection string in place of the database's own. */
  readonly url?: string;
}

/** A worker of a test, in a process of its own. */
export interface TestWorker {
  readonly pid: number;
  readonly log: () => string;
  readonly kill: () => void;
  readonly stop: () => Promise<void>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<unknown>;
}

/** Firedrill with a folder, a configuration and a Temporal namespace of its own. */
export interface House {
  readonly folder: string;
  readonly at: (path: string) => string;
  readonly config: string;
  readonly engine: Engine;
  readonly startWorker: (options?: {
    readonly plants?: readonly Plant[];
    /** A command that ends in executing its arguments, in front of the worker's. */
    readonly through?: readonly string[];
    readonly env?: { readonly [name: string]: string };
  }) => Promise<TestWorker>;
  readonly start: (kind: RunKind, input?: Partial<StartRestoreTest & StartVerify>) => Promise<WorkflowHandle>;
  readonly backup: () => Promise<RunResult<BackupOutcome>>;
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

const WORKER = fileURLToPath(new URL('planted-worker.ts', import.meta.url));
const CLI = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));

/** Sets up Firedrill for one test; everything it starts ends with the test. */
export async function openHouse(database: TestDatabase, options: HouseOptions = {}): Promise<House> {
  const folder = temporaryFolder();
  const at = (path: string) => join(folder, path);
  const namespace = `t-${randomBytes(6).toString('hex')}`;
  const config = writeConfig(folder, namespace, database, options);
  const configuration = loadConfiguration({ config }, process.env);
  const engine = await connectEngine(configuration);
  onTestFinished(() => engine.close());
  await makeNamespace(engine);
  const start: House['start'] = (kind, input) =>
    startRun(engine, kind, { target: 'shop', requestedBy: 'test', ...input });
  return {
    folder,
    at,
    config,
    engine,
    start,
    startWorker: ({ plants = [], through = [], env = {} } = {}) => startTestWorker(config, plants, through, env),
    backup: async () => readResult(await start('backup')),
    restoreTest: async input => readResult(await start('restore-test', input)),
    verify: async input => readResult(await start('verify', input)),
    cli: async (...args) => {
      const ran = await execa(process.execPath, [CLI, ...args, '--json', '--config', config], { reject: false });
      const document = ran.stdout === '' ? { kind: 'nothing', data: undefined as never } : JSON.parse(ran.stdout);
      return { exitCode: ran.exitCode, document, stderr: ran.stderr };
    },
  };
}

function writeConfig(folder: string, namespace: string, database: TestDatabase, options: HouseOptions): string {
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
  const written = {
    version: 1,
    targets: { shop: { postgres: { url: secret('url', options.url ?? database.url) }, policy: 'standard' } },
    policies: { standard: { repositories: kinds, keys: { file: at('key') }, ...options.policy } },
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

async function startTestWorker(
  config: string,
  plants: readonly Plant[],
  through: readonly string[],
  env: { readonly [name: string]: string },
): Promise<TestWorker> {
  const [program = '', ...args] = [...through, process.execPath, WORKER];
  const child = execa(program, args, {
    env: { FIREDRILL_CONFIG: config, PLANTS: JSON.stringify(plants), ...env },
    reject: false,
    buffer: false,
    stdin: 'ignore',
    stdout: 'ignore',
    forceKillAfterDelay: 20_000,
  });
  let log = '';
  const polls = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
      if (log.includes('"the worker polls"')) resolve();
    });
    child.finally(() => reject(new Error(`the worker ended before it polled:\n${log}`))).catch(() => undefined);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await child;
  };
  onTestFinished(stop);
  await polls;
  if (child.pid === undefined) throw new TypeError('a started process has an id');
  return { pid: child.pid, log: () => log, kill: () => void child.kill('SIGKILL'), stop, ended: child };
}
