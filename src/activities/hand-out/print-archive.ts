import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { Failure } from '../../domain/failures.ts';
import {
  boundToWorker,
  type Command,
  childOptions,
  describeEnd,
  keepTail,
  nameOf,
  ProcessFailed,
} from '../lib/processes.ts';

/**
 * Lets a program read an archive from a stream and write SQL into a sink. A program that has read what it needs ends before the
 * archive does; anything else that keeps it from reading fails.
 * @throws ProcessFailed, the stream's or the sink's own failure, ArtifactDamaged, or the signal's reason
 */
export async function printArchive(
  clear: Readable,
  command: Command,
  sink: Writable,
  signal: AbortSignal,
): Promise<void> {
  const bound = boundToWorker(command);
  const child = execa(bound.file, bound.args, { ...childOptions(command, signal), stdin: 'pipe' });
  const tail = keepTail(child.stderr);
  let broken: unknown;
  const inflow = pipeline(clear, child.stdin, { signal }).catch((error: unknown) => {
    broken = error;
  });
  try {
    await Promise.all([child, pipeline(child.stdout, sink, { signal }), inflow]);
  } catch (error) {
    clear.destroy();
    child.kill('SIGKILL');
    await Promise.allSettled([child, inflow]);
    signal.throwIfAborted();
    if (sink.errored !== null) throw sink.errored;
    throw isBrokenPipe(broken) || broken === undefined
      ? new ProcessFailed(nameOf(command.file), describeEnd(error), tail())
      : unreadable(broken);
  }
  if (broken !== undefined && !isBrokenPipe(broken)) throw unreadable(broken);
}

/** The program has closed its end. */
function isBrokenPipe(error: unknown): boolean {
  const codes = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function unreadable(cause: unknown): unknown {
  if (cause instanceof Failure) return cause;
  return new Failure('ArtifactDamaged', 'an archive does not open', {
    cause,
    hint: 'use another copy or an older backup',
  });
}
