/** Lets `places` callers work at a time; the others wait in the order in which they came. */
export interface Semaphore {
  /** Resolves with the function that gives the place back. Throws the signal's reason when it aborts while waiting. */
  readonly enter: (signal: AbortSignal) => Promise<() => void>;
}

export function semaphore(places: number): Semaphore {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    enter: signal =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (free > 0) {
          free -= 1;
          resolve(leave);
          return;
        }
        const onAbort = () => {
          waiting.splice(waiting.indexOf(take), 1);
          reject(signal.reason);
        };
        const take = () => {
          signal.removeEventListener('abort', onAbort);
          resolve(leave);
        };
        waiting.push(take);
        signal.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
