import { formatDuration } from './durations.ts';
import type { Check, Observation } from './verdicts.ts';

/** A value that a check expected or found, as people read it: `rows 347, fingerprint 1f…`; durations with their units. */
export function formatObservation(value: Observation | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .filter(([, part]) => part !== null)
    .map(([name, part]) => (name.endsWith('Ms') ? formatDuration(Number(part)) : `${name} ${String(part)}`))
    .join(', ');
}

/** A check that did not pass in one line: `table public.track: 1 row lost (expected rows 347, …; found rows 346, …)`. */
export function describeCheck(check: Check): string {
  const { name, verdict, detail, expected, found } = check;
  const compared =
    expected === undefined ? '' : ` (expected ${formatObservation(expected)}; found ${formatObservation(found)})`;
  return `${name}: ${detail ?? verdict}${compared}`;
}
