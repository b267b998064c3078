import { expect, test } from 'vitest';
import { judgeTrend } from '../../src/domain/assertion-trend.ts';
import type { SqlAssertion } from '../../src/domain/policies.ts';

const assertion: SqlAssertion = {
  name: 'orders',
  query: 'SELECT 1',
  expect: { kind: 'equals', value: '1' },
  timeLimitMs: 60_000,
  maxMs: 30_000,
};

test.each([
  ['within the median', [100, 200, 300], 200, 'passed'],
  ['exactly three times the median', [100, 200, 300], 600, 'passed'],
  ['more than three times the median', [100, 200, 300], 601, 'inconclusive'],
  ['more than three times, but not 100 ms more', [1, 2, 3], 102, 'passed'],
  ['more than three times, and more than 100 ms more', [1, 2, 3], 103, 'inconclusive'],
  ['one slow test among the earlier ones', [100, 100, 100, 9_000], 301, 'inconclusive'],
  ['an even number of earlier tests', [100, 300, 500, 700], 1_200, 'passed'],
] as const)('a time that is %s (M13)', (_, earlier, tookMs, verdict) => {
  expect(judgeTrend(assertion, tookMs, earlier)).toMatchObject([{ verdict, required: false, about: 'objective' }]);
});

test.each([[[]], [[1]], [[1, 2]]])('with %j there is not enough history, which is not passed', earlier => {
  expect(judgeTrend(assertion, 9_000, earlier)).toMatchObject([
    { verdict: 'skipped', detail: `not enough history: ${earlier.length} of 3 earlier times` },
  ]);
});

test('says both times', () => {
  expect(judgeTrend(assertion, 900, [100, 100, 100])[0]?.detail).toBe(
    '900 ms, where the median of earlier tests is 100 ms',
  );
});

test('nothing is said of a query without a limit, or one that came to no end', () => {
  expect(judgeTrend({ ...assertion, maxMs: undefined }, 900, [1, 1, 1])).toEqual([]);
  expect(judgeTrend(assertion, undefined, [1, 1, 1])).toEqual([]);
});
