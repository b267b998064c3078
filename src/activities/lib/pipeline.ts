import { type Duplex, Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExecaError, execa } from 'execa';
import {
  boundToWorker,
  type Command,
  childOptions,
  describeEnd,
  endRemains,
  keepTail,
  nameOf,
  ProcessFailed,
} from './processes.ts';

/** What flows: programs piped into one another by the kernel (or a stream), then transforms of this process, then the sink. */
export interface Flow {
  /** Feeds the first program; where there are no programs, the first transform. */
  readonly source?: Readable;
  /** Transforms of this process between the source and the first program, or what comes next where there is none. */
  readonly inbound?: readonly Duplex[];
  readonly programs: readonly Command[];
  /** Makes a transform of this process that stands between the first program and the second, in place of a pipe of the kernel. */
  readonly between?: () => Duplex;
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
  // What a reader's end does to its writers counts only where the reader itself ended well.
  let consequence: unknown;
  const fail = (why: unknown) => {
    if (isConsequence(why)) consequence ??= why;
    else stop.abort(why);
  };
  const settle = async () => {
    await Promise.all(ends);
    if (consequence !== undefined) stop.abort(consequence);
  };
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const streams = [flow.source, ...(flow.inbound ?? []), ...flow.transforms, flow.sink];
  // The cause must be known before pipeline() sees its consequence: a full disk, not the pipe it breaks. A stream's own error
  // is a cause whatever it is called; pipeline() also hands on those of programs.
  const handedOn = new WeakSet<Error>();
  for (const stream of streams) {
    stream?.once('error', error => {
      if (!handedOn.has(error) && !isMadeByPipeline(error)) stop.abort(error);
    });
  }
  // pipeline() would wait for the programs, which may wait for ever.
  for (const stream of [...flow.transforms, flow.sink]) {
    stream.once('close', () => {
      if (!stream.writableFinished && stream.errored === null) stop.abort(new Error('a stream closed before its end'));
    });
  }
  try {
    stop.signal.throwIfAborted();
    const head = startPrograms(flow, stop.signal, fail, error => handedOn.add(error), ends);
    const inbound = flow.programs.length === 0 ? (flow.inbound ?? []) : [];
    const outflow = [head, ...inbound, ...flow.transforms, gate(settle, stop.signal), flow.sink];
    await pipeline(outflow, { signal: stop.signal });
  } catch (error) {
    // The stream of a program's output fails with the program, whose end has told how.
    if (!(error instanceof ExecaError)) stop.abort(error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await settle();
  }
  if (stop.signal.aborted) {
    for (const stream of streams) stream?.destroy();
    throw stop.signal.reason;
  }
}

/** Starts the programs, each reading from the one before, and returns the output of the last as a stream. */
function startPrograms(
  flow: Flow,
  signal: AbortSignal,
  fail: (why: unknown) => void,
  onInletError: (error: Error) => void,
  ends: Promise<unknown>[],
): Readable {
  let previous: ReturnType<typeof start> | undefined;
  for (const [index, command] of flow.programs.entries()) {
    const inlet = inletOf(flow, index, previous?.stdout);
    const child = start(command, inlet === undefined ? (previous?.stdout ?? 'ignore') : 'pipe', signal);
    // Our copy of the pipe's reading end: kept open, a reader that died would leave its writer blocked for ever.
    if (inlet === undefined) previous?.stdout.destroy();
    const tail = keepTail(child.stderr);
    const onEnd = (error: unknown) => {
      endRemains(child.pid);
      fail(new ProcessFailed(nameOf(command.file), describeEnd(error), tail()));
    };
    ends.push(child.catch(onEnd));
    if (inlet !== undefined && child.stdin !== null) {
      child.stdin.once('error', onInletError);
      ends.push(pipeline([...inlet, child.stdin], { signal }).catch(fail));
    }
    previous = child;
  }
  return previous?.readable() ?? flow.source ?? Readable.from([]);
}

/** What this process itself hands to a program; undefined where the program reads from the one before, or nothing. */
function inletOf(
  flow: Flow,
  index: number,
  output: Readable | undefined,
): readonly [Readable, ...Duplex[]] | undefined {
  if (index === 0) return flow.source && [flow.source, ...(flow.inbound ?? [])];
  if (index !== 1 || flow.between === undefined || output === undefined) return undefined;
  return [output, flow.between()];
}

function start(command: Command, stdin: 'ignore' | 'pipe' | Readable, signal: AbortSignal) {
  const bound = boundToWorker(command);
  return execa(bound.file, bound.args, { ...childOptions(command, signal), stdin });
}

/** How a reader that stops shows at its writer: programs are joined by pipes and by socket pairs. */
const BROKEN_PIPE = ['EPIPE', 'ECONNRESET', 'ECANCELED', 'ERR_STREAM_PREMATURE_CLOSE'];

function isConsequence(why: unknown): boolean {
  if (why instanceof ProcessFailed) {
    // A program that ended with 0 failed only in that the stream that fed it did.
    if (/SIGPIPE$|with 141$|with 0$/.test(why.message)) return true;
    return /broken pipe|connection reset by peer/i.test(why.stderr);
  }
  return why instanceof Error && 'code' in why && BROKEN_PIPE.includes(String(why.code));
}

/** Errors that no stream of a flow has of its own: a program's end seen from its output, and a stream that ended early. */
function isMadeByPipeline(error: Error): boolean {
  return error instanceof ExecaError || ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE');
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
