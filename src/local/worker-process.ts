import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ExecaError, execa } from 'execa';
import { findOnPath } from '../tools/search-path.ts';

/** A worker in a process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  /** Resolves with how it ended: undefined where it ended well. */
  readonly ended: Promise<string | undefined>;
  /** Asks it to give back what it works on and end; killed after half a minute. */
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

export interface WorkerOptions {
  readonly config: string | undefined;
  /** Variables beside those of this process. */
  readonly env: { readonly [name: string]: string };
  /** Each line of its log: JSON. */
  readonly onLine: (line: string) => void;
}

const ENTRY =
  ['../worker.ts', '../worker.js']
    .map(path => fileURLToPath(new URL(path, import.meta.url)))
    .find(path => existsSync(path)) ?? '';
const STOP_GRACE_MS = 40_000;

/** Starts a worker and resolves when it polls, or has ended. On Linux it ends when this process does, however that ends. */
export async function startWorker({ config, env, onLine }: WorkerOptions): Promise<WorkerProcess> {
  const command = [process.execPath, ENTRY, ...(config === undefined ? [] : ['--config', config])];
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv', process.env['PATH']) : undefined;
  const [file = '', ...args] = setpriv === undefined ? command : [setpriv, '--pdeathsig', 'TERM', '--', ...command];
  const child = execa(file, args, {
    env,
    stdin: 'ignore',
    stdout: 'ignore',
    buffer: false,
    forceKillAfterDelay: STOP_GRACE_MS,
    // A group of its own: Ctrl-C in the terminal is for the process that started the worker.
    detached: setpriv !== undefined,
  });
  const ended = child.then(
    () => undefined,
    (error: ExecaError) => error.shortMessage,
  );
  const ready = new Promise<void>(resolve => {
    void (async () => {
      for await (const line of child.iterable({ from: 'stderr' })) {
        if (line.includes('"the worker polls"')) resolve();
        onLine(line);
      }
    })().catch(() => resolve());
  });
  await Promise.race([ready, ended]);
  if (child.pid === undefined) throw new TypeError('a started process has an id');
  return {
    pid: child.pid,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
