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
  /** Transforms of this process between the source and the first program. */
  readonly inbound?: readonly Duplex[];
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
  const ends: Promise<unknown>[] = [];
  // A broken pipe is what a reader's end does to its writer: it counts only where the reader itself ended well.
  let brokenPipe: unknown;
  const fail = (why: unknown) => {
    if (isBrokenPipe(why)) brokenPipe ??= why;
    else stop.abort(why);
  };
  const settle = async () => {
    await Promise.all(ends);
    if (brokenPipe !== undefined) stop.abort(brokenPipe);
  };
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    stop.signal.throwIfAborted();
    // The cause must be known before pipeline() sees its consequence: a full disk, not the pipe it breaks.
    const streams = [flow.source, ...(flow.inbound ?? []), ...flow.transforms, flow.sink];
    for (const stream of streams) stream?.once('error', fail);
    const head = startPrograms(flow, stop.signal, fail, ends);
    await pipeline([head, ...flow.transforms, gate(settle, stop.signal), flow.sink], { signal: stop.signal });
  } catch (error) {
    fail(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await settle();
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
    if (previous === undefined && flow.source !== undefined && child.stdin !== null) {
      const inflow = [flow.source, ...(flow.inbound ?? []), child.stdin];
      ends.push(pipeline(inflow, { signal }).catch(fail));
    }
    previous = child;
  }
  return previous?.readable() ?? flow.source ?? Readable.from([]);
}

function start(command: Command, stdin: 'ignore' | 'pipe' | Readable, signal: AbortSignal) {
  const bound = boundToWorker(command);
  return execa(bound.file, bound.args, { ...childOptions(command, signal), stdin });
}

/** How a reader that stops shows at its writer: programs are joined by pipes and by socket pairs. */
const BROKEN_PIPE = ['EPIPE', 'ECONNRESET', 'ECANCELED', 'ERR_STREAM_PREMATURE_CLOSE'];

function isBrokenPipe(why: unknown): boolean {
  if (why instanceof ProcessFailed) {
    return /SIGPIPE$|with 141$/.test(why.message) || /broken pipe|connection reset by peer/i.test(why.stderr);
  }
  return why instanceof Error && 'code' in why && BROKEN_PIPE.includes(String(why.code));
}

/** Passes bytes through at once and the end only when every program has ended with 0. */
function gate(settle: () => Promise<void>, signal: AbortSignal): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: done => {
      settle().then(() => done(signal.aborted ? signal.reason : null), done);
    },
  });
}
