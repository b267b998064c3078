import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { loadConfiguration } from '../../src/config/load.ts';
import { runWorker } from '../../src/worker/run-worker.ts';
import { atEnd } from './ending.ts';
import { type Plant, planted } from './plants.ts';
import { listen, quietRuntime } from './runtime.ts';

/** A worker of a test. */
export interface TestWorker {
  readonly pid: number;
  readonly log: () => string;
  /** Only where it has a process of its own. */
  readonly kill: () => void;
  readonly stop: () => Promise<void>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<unknown>;
}

/** How a test wants its worker. */
export interface WorkerOptions {
  readonly plants?: readonly Plant[];
  /** A command that ends in executing its arguments, in front of the worker's. */
  readonly through?: readonly string[];
  readonly env?: { readonly [name: string]: string };
  /** Whether it has a process of its own, which can be killed. So has one that dies by a plant, and one with `through` or `env`. */
  readonly own?: boolean;
}

const WORKER = fileURLToPath(new URL('planted-worker.ts', import.meta.url));

/** Starts a worker that ends with the test: in the process of the tests, which is quicker, unless it needs one of its own. */
export function startTestWorker(config: string, options: WorkerOptions = {}): Promise<TestWorker> {
  const { plants = [], through, env, own } = options;
  const dies = plants.some(({ act }) => act === 'kill');
  if (own !== true && through === undefined && env === undefined && !dies) return startHere(config, plants);
  return startProcess(config, plants, through ?? [], env ?? {});
}

async function startHere(config: string, plants: readonly Plant[]): Promise<TestWorker> {
  let said = '';
  const unheard = listen(line => {
    said += line;
  });
  const abort = new AbortController();
  const ready = Promise.withResolvers<void>();
  const ended = runWorker({
    configuration: loadConfiguration({ config }, process.env),
    log: quietRuntime(),
    signal: abort.signal,
    interceptors: [planted(JSON.stringify(plants), dirname(config))],
    onReady: () => ready.resolve(),
  });
  ended.then(
    () => ready.reject(new Error(`the worker ended before it polled:\n${said}`)),
    (error: unknown) => ready.reject(error),
  );
  const stop = async () => {
    abort.abort();
    await ended;
    unheard();
  };
  atEnd(stop);
  await ready.promise;
  const kill = () => {
    throw new TypeError('a worker that shall be killed is started with own: true');
  };
  return { pid: process.pid, log: () => said, kill, stop, ended };
}

async function startProcess(
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
  atEnd(stop);
  await polls;
  if (child.pid === undefined) throw new TypeError('a started process has an id');
  return { pid: child.pid, log: () => log, kill: () => void child.kill('SIGKILL'), stop, ended: child };
}
