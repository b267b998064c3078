const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** The longest wait that timers, PostgreSQL and Temporal all take: 24.8 days, in milliseconds. */
export const LONGEST_WAIT_MS = 2_147_483_647;

const WRITTEN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/**
 * Milliseconds of a written duration: a number and one unit of `ms s m h d w` (`26h`, `1.5h`, `90d`).
 * Returns undefined for anything else, also for more than a number holds exactly; days are 24 hours.
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = WRITTEN.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const durationMs = Math.round(Number(amount) * UNIT_MS[unit as Unit]);
  return Number.isSafeInteger(durationMs) ? durationMs : undefined;
}

/** A duration as people read it: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/**
 * A duration that is longer than a limit, in words that never read like the limit's own: `1 d 2 h`, or, beside `1 d 1 h`,
 * `40 s more than 1 d 1 h`.
 */
export function formatBeyond(durationMs: number, limitMs: number): string {
  const limit = formatDuration(limitMs);
  const text = formatDuration(durationMs);
  if (text !== limit) return text;
  const excessMs = durationMs - limitMs;
  return `${excessMs < 100 ? `${excessMs} ms` : formatDuration(excessMs)} more than ${limit}`;
}
