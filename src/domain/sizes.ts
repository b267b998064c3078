const UNIT_BYTES = {
  B: 1,
  kB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  TB: 1_000_000_000_000,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
  TiB: 1_099_511_627_776,
} as const;

const WRITTEN = /^(\d+(?:\.\d+)?) ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

/** Bytes of a written size: a number and a unit (`64MiB`, `500MB`). Returns undefined for anything else, also beyond 9 PB. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit] = WRITTEN.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const sizeBytes = Math.round(Number(amount) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES]);
  return Number.isSafeInteger(sizeBytes) ? sizeBytes : undefined;
}

const SHOWN = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as people read it, in powers of 1,000 with three significant digits: `812 B`, `12.4 MB`, `1.20 GB`. */
export function formatSize(sizeBytes: number): string {
  let value = sizeBytes;
  let step = 0;
  while (value >= 999.5 && step < SHOWN.length - 1) {
    value /= 1_000;
    step += 1;
  }
  if (step === 0) return `${value} B`;
  return `${value >= 99.95 ? value.toFixed(0) : value.toPrecision(3)} ${SHOWN[step]}`;
}
