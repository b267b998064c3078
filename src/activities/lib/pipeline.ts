import { type Duplex, Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import {
  boundToWorker,
  type Command,
  childOptions,
  describeEnd,
  keepTail,
  nameOf,
  ProcessFailed,
} from './processes.ts';

/** What flows: programs piped into one another by the kernel (or a stream), then transforms of this process, then the sink. */
export interface Flow {
  /** Feeds the first program; where there are no programs, the first transform. */
  readonly source?: Readable;
  readonly programs: readonly Command[];
  readonly transforms: readonly Duplex[];
  readonly sink: Writable;
}

/**
 * Runs a flow to its end. Resolves when every program has ended with 0 **and** the sink has finished. The sink never
 * finishes otherwise: the end of the stream is held back until all programs have ended well, since a dump that exits
 * with 1 after its last byte looks complete from inside the stream. The first failure (a program, a stream, or the signal)
 * stops everything and is thrown; nothing of the flow runs any more when this settles.
 * @throws ProcessFailed, the stream's own error, or the signal's reason.
 */
export async function runFlow(flow: Flow, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const fail = (why: unknown) => stop.abort(why);
  const onAbort = () => fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const ends: Promise<unknown>[] = [];
  try {
    stop.signal.throwIfAborted();
    // The cause must be known before pipeline() sees its consequence: a full disk, not the pipe it breaks.
    for (const stream of [...(flow.source ? [flow.source] : []), ...flow.transforms, flow.sink])
      stream.once('error', fail);
    const head = startPrograms(flow, stop.signal, fail, ends);
    await pipeline([head, ...flow.transforms, gate(ends, stop.signal), flow.sink], { signal: stop.signal });
  } catch (error) {
    fail(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await Promise.allSettled(ends);
  }
  if (stop.signal.aborted) {
    flow.sink.destroy();
    throw stop.signal.reason;
  }
}

/** Starts the programs, each reading from the one before, and returns the output of the last as a stream. */
function startPrograms(
  flow: Flow,
  signal: AbortSignal,
  fail: (why: unknown) => void,
  ends: Promise<unknown>[],
): Readable {
  let previous: ReturnType<typeof start> | undefined;
  for (const command of flow.programs) {
    const stdin = previous?.stdout ?? (flow.source === undefined ? 'ignore' : 'pipe');
    const child = start(command, stdin, signal);
    // Our copy of the pipe's reading end: kept open, a reader that died would leave its writer blocked for ever.
    previous?.stdout.destroy();
    const tail = keepTail(child.stderr);
    ends.push(child.catch(error => fail(new ProcessFailed(nameOf(command.file), describeEnd(error), tail()))));
    if (previous === undefined && flow.source !== undefined) ends.push(feed(flow.source, child.stdin, signal, fail));
    previous = child;
  }
  return previous?.readable() ?? flow.source ?? Readable.from([]);
}

function start(command: Command, stdin: 'ignore' | 'pipe' | Readable, signal: AbortSignal) {
  const bound = boundToWorker(command);
  return execa(bound.file, bound.args, { ...childOptions(command, signal), stdin });
}

/** Writes a stream into a program's stdin. A program that stops reading early speaks for itself by its exit. */
async function feed(
  source: Readable,
  stdin: Writable | null,
  signal: AbortSignal,
  fail: (why: unknown) => void,
): Promise<void> {
  if (stdin === null) return;
  try {
    await pipeline(source, stdin, { signal });
  } catch (error) {
    if (!isBrokenPipe(error)) fail(error);
  }
}

function isBrokenPipe(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}

/** Passes bytes through at once and the end only when every program has ended with 0. */
function gate(ends: readonly Promise<unknown>[], signal: AbortSignal): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: done => {
      Promise.all(ends).then(() => done(signal.aborted ? signal.reason : null), done);
    },
  });
}
