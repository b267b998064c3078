/** A way of doing a job, timed as a whole. */
export interface Contender {
  readonly name: string;
  /** Done before each run, and not timed. */
  readonly prepare?: () => Promise<void>;
  readonly run: () => Promise<void>;
}

/** What one contender took, in milliseconds. */
export interface Measured {
  readonly name: string;
  readonly medianMs: number;
  readonly runsMs: readonly number[];
}

/** Runs every contender once to warm up, then in turns, so that all of them meet the same machine. */
export async function inTurns(
  contenders: readonly Contender[],
  rounds: number,
  say: (line: string) => void,
): Promise<readonly Measured[]> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, prepare, run } of contenders) {
      await prepare?.();
      const begun = performance.now();
      await run();
      const took = Math.round(performance.now() - begun);
      say(`${round === 0 ? 'warm-up' : `round ${round}`}  ${name}  ${took} ms`);
      if (round > 0) times.get(name)?.push(took);
    }
  }
  return contenders.map(({ name }) => {
    const runsMs = times.get(name) ?? [];
    return { name, runsMs, medianMs: median(runsMs) };
  });
}

/** The middle of some numbers; of two middle ones their mean. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}
