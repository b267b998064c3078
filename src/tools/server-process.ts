import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { findOnPath } from './search-path.ts';

/** A server that this process started and will end. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason, with the end of its log. */
  readonly ended: Promise<string>;
  /** Asks the server to end, kills it when it takes too long, and waits until it is gone. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT') => Promise<void>;
}

export interface ServerOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Asked every 50 ms until it answers true. */
  readonly isReady: () => Promise<boolean>;
  /** Gets the end of what it has said, whenever it says something. */
  readonly onSaid?: (tail: string) => void;
  readonly readyTimeoutMs?: number;
  /** How long a server that was asked to end may take before it is killed; ten seconds. */
  readonly stopGraceMs?: number;
}

const STOP_GRACE_MS = 10_000;

/**
 * Starts a server and waits until it is ready. On Linux it ends when this process does, however that ends.
 * @throws Error with the end of the server's output, where it ends or is not ready in time.
 */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv', process.env['PATH']) : undefined;
  const user =
    options.user === undefined
      ? []
      : ['--reuid', String(options.user.uid), '--regid', String(options.user.gid), '--clear-groups'];
  const [file, args] =
    setpriv === undefined
      ? [options.file, options.args]
      : [setpriv, [...user, '--pdeathsig', 'TERM', '--', options.file, ...options.args]];
  const child = execa(file, args, {
    all: true,
    reject: false,
    buffer: false,
    stdin: 'ignore',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LC_ALL: 'C.UTF-8', ...options.env },
    extendEnv: false,
    // It would cover SIGTERM alone; `stop` asks in other ways, too.
    forceKillAfterDelay: false,
    // A group of its own: Ctrl-C in the terminal is for the process that started the server, which ends it in its order.
    detached: setpriv !== undefined,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(setpriv === undefined && options.user !== undefined ? options.user : {}),
  });
  let tail = '';
  child.all.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-8_192);
    options.onSaid?.(tail);
  });
  let running = true;
  const ended = child.then(() => {
    running = false;
    return tail;
  });
  const stop = async (signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' = 'SIGTERM') => {
    if (running) child.kill(signal);
    const kill = setTimeout(() => child.kill('SIGKILL'), options.stopGraceMs ?? STOP_GRACE_MS);
    await ended;
    clearTimeout(kill);
  };
  const deadline = Date.now() + (options.readyTimeoutMs ?? 30_000);
  try {
    while (!(await options.isReady())) {
      if (!running) throw new Error(`${options.file} ended:\n${tail}`);
      if (Date.now() > deadline) throw new Error(`${options.file} was not ready in time:\n${tail}`);
      await sleep(50);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  if (child.pid === undefined) throw new TypeError('a started process has an id');
  return { pid: child.pid, ended, stop };
}
