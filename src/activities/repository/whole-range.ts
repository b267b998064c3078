import { type Readable, Transform } from 'node:stream';
import { Failure } from '../../domain/failures.ts';

/** A range that is being read, and how its store names failures. */
export interface OpenRange {
  readonly key: string;
  readonly place: string;
  readonly sizeBytes: number;
  readonly translate: (error: unknown) => unknown;
}

/**
 * The bytes of a range as they come from `source`. Fails with a Failure where they break off or are fewer than the range has,
 * and with the signal's reason where it aborts; the source is destroyed with it.
 */
export function wholeRange(source: Readable, range: OpenRange, signal: AbortSignal): Readable {
  let missingBytes = range.sizeBytes;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      missingBytes -= chunk.length;
      done(null, chunk);
    },
    flush: done => done(missingBytes > 0 ? endedEarly(range) : null),
  });
  const fail = (error: unknown) => counted.destroy(error instanceof Error ? error : new Error(String(error)));
  const onAbort = () => fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  counted.once('close', () => {
    signal.removeEventListener('abort', onAbort);
    source.destroy();
  });
  // A body that is destroyed by the abort fails too, and maybe first.
  source.on('error', error => fail(signal.aborted ? signal.reason : range.translate(error)));
  return source.pipe(counted);
}

function endedEarly({ key, place }: OpenRange): Failure {
  return new Failure('RepositoryUnreachable', `${key} in ${place} ended before the range that was asked for`, {
    hint: 'did somebody change the object while it was read?',
  });
}
