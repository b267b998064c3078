import { Writable } from 'node:stream';

/**
 * A sink that gathers what it is given into parts of one size, the last of them shorter, and hands each on as it becomes full. Holds two
 * parts at most: one that is being taken and one that is being filled.
 */
export function partsSink(partSizeBytes: number, take: (part: Buffer) => Promise<void>): Writable {
  let part = Buffer.allocUnsafeSlow(partSizeBytes);
  let filledBytes = 0;
  let taking: Promise<void> = Promise.resolve();
  const hand = async () => {
    await taking;
    const full = part.subarray(0, filledBytes);
    part = Buffer.allocUnsafeSlow(partSizeBytes);
    filledBytes = 0;
    taking = take(full);
    // Its failure is thrown by whoever awaits it next; nobody may come.
    taking.catch(() => undefined);
  };
  const write = async (chunk: Buffer) => {
    for (let rest = chunk; rest.length > 0; ) {
      const piece = rest.subarray(0, partSizeBytes - filledBytes);
      piece.copy(part, filledBytes);
      filledBytes += piece.length;
      rest = rest.subarray(piece.length);
      if (filledBytes === partSizeBytes) await hand();
    }
  };
  const end = async () => {
    if (filledBytes > 0) await hand();
    await taking;
  };
  return new Writable({
    highWaterMark: 1_048_576,
    write: (chunk: Buffer, _encoding, done) => void write(chunk).then(() => done(), done),
    final: done => void end().then(() => done(), done),
  });
}
