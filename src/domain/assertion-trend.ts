import { count } from './counting.ts';
import type { SqlAssertion } from './policies.ts';
import type { Check } from './verdicts.ts';

/** Earlier times that a median needs. */
const LEAST = 3;

/** A query is called slower when it takes more than so many times the median, and so many milliseconds more than it. */
const TIMES = 3;
const LEAST_DIFFERENCE_MS = 100;

/**
 * How long a query took, held against what it took in earlier restore tests of the target, in milliseconds; none where its
 * assertion has no `maxMs`. A query that became slow is for a person to look into: hosts differ, so that nothing fails by it.
 */
export function judgeTrend(
  { name, maxMs }: SqlAssertion,
  tookMs: number | undefined,
  earlierMs: readonly number[],
): readonly Check[] {
  if (maxMs === undefined || tookMs === undefined) return [];
  const base = {
    name: `time of ${name} against earlier tests`,
    about: 'objective',
    required: false,
    source: `median of ${count(earlierMs.length, 'earlier test')}`,
  } as const;
  if (earlierMs.length < LEAST) {
    const detail = `not enough history: ${earlierMs.length} of ${LEAST} earlier times`;
    return [{ ...base, verdict: 'skipped', detail }];
  }
  const medianMs = median(earlierMs);
  const limitMs = Math.max(TIMES * medianMs, medianMs + LEAST_DIFFERENCE_MS);
  const isSlower = tookMs > limitMs;
  return [
    {
      ...base,
      verdict: isSlower ? 'inconclusive' : 'passed',
      expected: { atMostMilliseconds: limitMs },
      found: { milliseconds: tookMs },
      ...(isSlower ? { detail: `${tookMs} ms, where the median of earlier tests is ${medianMs} ms` } : {}),
    },
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = low] = sorted.length % 2 === 1 ? [sorted[middle]] : sorted.slice(middle - 1, middle + 1);
  return (low + high) / 2;
}
