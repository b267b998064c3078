import { Transform } from 'node:stream';

/** Shares a rate among streams, in the order in which they ask. */
export interface Pace {
  /** Takes bytes of the rate; returns the milliseconds until they may go on. `now` is in milliseconds. */
  readonly take: (sizeBytes: number, now: number) => number;
}

/** A pace of so many bytes a second over all who share it. Time that nobody used is not made up for. */
export function pace(bytesPerSecond: number): Pace {
  let free = 0;
  return {
    take: (sizeBytes, now) => {
      free = Math.max(free, now);
      const waitMs = free - now;
      free += (sizeBytes / bytesPerSecond) * 1_000;
      return waitMs;
    },
  };
}

/** A transform that lets bytes through no faster than the pace allows. */
export function paced(by: Pace): Transform {
  let timer: NodeJS.Timeout | undefined;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      timer = setTimeout(() => done(null, chunk), by.take(chunk.length, Date.now()));
    },
    destroy: (error, done) => {
      clearTimeout(timer);
      done(error);
    },
  });
}
