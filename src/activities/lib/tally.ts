import { createHash, type Hash } from 'node:crypto';
import { Transform } from 'node:stream';

/** What passed through a tally. */
export interface TallyResult {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** SHA-256 of every part of `partSizeBytes`; one empty part where nothing passed. */
  readonly parts: readonly string[];
}

/** A transform that lets bytes through and counts and hashes them, whole and in parts. */
export function tally(
  partSizeBytes: number,
  onBytes?: (sizeBytes: number) => void,
): { readonly stream: Transform; readonly result: () => TallyResult } {
  const whole = createHash('sha256');
  const parts: string[] = [];
  let part: Hash = createHash('sha256');
  let partBytes = 0;
  let sizeBytes = 0;
  const take = (chunk: Buffer) => {
    for (let rest = chunk; rest.length > 0; ) {
      const piece = rest.subarray(0, partSizeBytes - partBytes);
      part.update(piece);
      partBytes += piece.length;
      rest = rest.subarray(piece.length);
      if (partBytes === partSizeBytes) {
        parts.push(part.digest('hex'));
        part = createHash('sha256');
        partBytes = 0;
      }
    }
  };
  const stream = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      whole.update(chunk);
      take(chunk);
      sizeBytes += chunk.length;
      onBytes?.(sizeBytes);
      done(null, chunk);
    },
  });
  const result = () => ({
    sizeBytes,
    sha256: whole.copy().digest('hex'),
    parts: partBytes > 0 || parts.length === 0 ? [...parts, part.copy().digest('hex')] : parts,
  });
  return { stream, result };
}

/** A transform that lets bytes through and says how many there have been. */
export function meter(onBytes: (sizeBytes: number) => void): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      sizeBytes += chunk.length;
      onBytes(sizeBytes);
      done(null, chunk);
    },
  });
}
