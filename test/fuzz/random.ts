/** Chances that a seed decides: the same seed gives the same ones on every machine. */
export interface Chances {
  /** A whole number from 0 up to, but not including, `below`. */
  readonly below: (below: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

/** The chances of a seed, by the generator mulberry32 (32 bits of state). */
export function chancesOf(seed: number): Chances {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: from => {
      const picked = from.at(below(from.length));
      if (picked === undefined) throw new TypeError('there is nothing to pick from');
      return picked;
    },
  };
}
