/** A number exactly as it was written: `digits` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The exponent ends where that of PostgreSQL's longest float does, so that no text makes a number of endless length. */
const WRITTEN = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/;

/**
 * The number that a text is, to its last digit: `1204377.10`, `-0.5`, `1e-07`. Undefined for anything else, also for `NaN` and
 * `Infinity`, with which nothing can be compared.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = WRITTEN.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return { digits: sign === '-' ? -digits : digits, scale };
}

/** Below 0 where `a` is less than `b`, 0 where they are the same number however it is written, else above 0. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = raise(a, scale) - raise(b, scale);
  return difference < 0n ? -1 : Number(difference > 0n);
}

function raise({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}
