import { execa, type Options } from 'execa';
import { findOnPath } from '../../tools/search-path.ts';

/** A program with its arguments. Never a shell line. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment of the program besides PATH and locale; nothing of the worker's own is passed on. */
  readonly env?: { readonly [name: string]: string };
}

/** A program that did not end with 0. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
  readonly program: string;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
  /** The end of its stdout, where that was kept. */
  readonly stdout: string;

  constructor(program: string, how: string, stderr: string, stdout = '') {
    super(`${program} ${how}`);
    this.program = program;
    this.stderr = stderr;
    this.stdout = stdout;
  }
}

/** How much of a program's stderr is kept, from its end. */
const KEPT_BYTES = 8_192;
const GRACE_MS = 5_000;

/**
 * The options of every child process: an environment of its own, English messages, ended with all its descendants when the
 * signal aborts, first asked, then killed.
 */
export function childOptions(command: Command, signal: AbortSignal) {
  return {
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', ...command.env },
    extendEnv: false,
    buffer: false,
    encoding: 'buffer',
    cancelSignal: signal,
    killDescendants: true,
    forceKillAfterDelay: GRACE_MS,
  } as const satisfies Options;
}

/** On Linux a child is asked to end when the worker dies without a word (SIGKILL, out of memory). */
export function boundToWorker(command: Command): Command {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv', process.env['PATH']) : undefined;
  if (setpriv === undefined) return command;
  return { ...command, file: setpriv, args: ['--pdeathsig', 'TERM', '--', command.file, ...command.args] };
}

/**
 * Kills what is left of the group of a child that failed: a descendant that heeds no request to end, and holds none of our
 * pipes, would live on unseen.
 */
export function endRemains(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

/** Collects the end of a stream as text: at most so many bytes. */
export function keepTail(stream: NodeJS.ReadableStream, keptBytes = KEPT_BYTES): () => string {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]);
    if (tail.length > keptBytes) tail = tail.subarray(tail.length - keptBytes);
  });
  return () => tail.toString('utf8');
}

/** How a failed child ended, in words. */
export function describeEnd(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'failed';
  if ('exitCode' in error && typeof error.exitCode === 'number') return `exited with ${error.exitCode}`;
  if ('signal' in error && typeof error.signal === 'string') return `was ended by ${error.signal}`;
  return 'code' in error && typeof error.code === 'string' ? `did not start (${error.code})` : 'failed';
}

/**
 * Runs one program to its end and returns what it wrote to stdout, as text.
 * @throws ProcessFailed for any exit but 0; the signal's reason when it was aborted.
 */
export async function runProgram(
  command: Command,
  signal: AbortSignal,
  input?: string | Uint8Array,
): Promise<{ stdout: string; stderr: string }> {
  signal.throwIfAborted();
  const bound = boundToWorker(command);
  const child = execa(bound.file, bound.args, {
    ...childOptions(command, signal),
    buffer: { stdout: true, stderr: false },
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  });
  const tail = keepTail(child.stderr);
  try {
    const { stdout } = await child;
    return { stdout: Buffer.from(stdout).toString('utf8'), stderr: tail() };
  } catch (error) {
    endRemains(child.pid);
    signal.throwIfAborted();
    throw new ProcessFailed(nameOf(command.file), describeEnd(error), tail(), stdoutOf(error));
  }
}

function stdoutOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stdout' in error) || !(error.stdout instanceof Uint8Array))
    return '';
  return Buffer.from(error.stdout).toString('utf8').slice(-KEPT_BYTES);
}

/** The last part of a program's path, for messages. */
export function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
