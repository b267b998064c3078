import { Duplex } from 'node:stream';

const BUFFERED_BYTES = 1_048_576;

/**
 * Stands in for a stream of the AWS Encryption SDK. That stream joins its inner parts by a pipeline that nobody listens to, so
 * that destroying it before its end throws past every handler and takes the process along. The shield is destroyed in its
 * place: the inner stream is let go as it is and never hears of it.
 */
export function shield(inner: Duplex): Duplex {
  const outer = new Duplex({
    readableHighWaterMark: BUFFERED_BYTES,
    writableHighWaterMark: BUFFERED_BYTES,
    write: (chunk, _encoding, done) => {
      if (inner.write(chunk)) done();
      else inner.once('drain', () => done());
    },
    final: done => {
      inner.end();
      done();
    },
    read: () => void inner.resume(),
    destroy: (error, done) => {
      inner.pause();
      inner.removeAllListeners('data');
      done(error);
    },
  });
  inner.on('data', (chunk: Buffer) => {
    if (!outer.push(chunk)) inner.pause();
  });
  inner.on('end', () => outer.push(null));
  inner.on('error', (error: Error) => outer.destroy(error));
  return outer;
}
