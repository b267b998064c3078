import { expect, test } from 'vitest';
import { judgeAssertion, judgeTime } from '../../src/domain/assertions.ts';
import type { SqlAssertion } from '../../src/domain/policies.ts';

const newest: SqlAssertion = {
  name: 'orders come in',
  expect: { kind: 'newest', table: 'public.orders', column: 'created_at', withinMs: 3_600_000 },
  timeLimitMs: 60_000,
};
const judge = (ageMs: string | null) => judgeAssertion(newest, { kind: 'rows', rows: [[ageMs]] });

test.each([
  ['0', 'passed', '0.0 s before the snapshot'],
  ['3600000', 'passed', '1 h 00 min before the snapshot'],
  ['3600001', 'failed', '1 ms more than 1 h 00 min before the snapshot'],
  ['90000000', 'failed', '1 d 1 h before the snapshot'],
  ['-2000', 'passed', '2.0 s after the snapshot'],
])('a newest row %s ms before the snapshot has %s, and its age is all that is told', (ageMs, verdict, found) => {
  expect(judge(ageMs)).toMatchObject({ verdict, found, expected: 'at most 1 h 00 min from the snapshot' });
});

test('a table without a time fails', () => {
  expect(judge(null)).toMatchObject({
    verdict: 'failed',
    found: null,
    detail: 'public.orders.created_at has no time up to the snapshot',
  });
});

test.each([
  [20, 'passed'],
  [50, 'passed'],
  [51, 'failed'],
] as const)('a query that took %i of 50 ms has %s, which says nothing of the data', (tookMs, verdict) => {
  expect(judgeTime({ ...newest, maxMs: 50 }, tookMs)).toEqual([
    {
      name: 'time of orders come in',
      about: 'objective',
      required: false,
      verdict,
      expected: { atMostMilliseconds: 50 },
      found: { milliseconds: tookMs },
      source: 'SQL assertion of the policy',
      detail: `time of orders come in ${tookMs} ms, at most 50 ms`,
    },
  ]);
});

test('a query that did not come to its end has no time, which never counts as passed', () => {
  expect(judgeTime({ ...newest, maxMs: 50 }, undefined)).toMatchObject([{ verdict: 'skipped' }]);
});

test('an assertion without a limit makes no check of time', () => {
  expect(judgeTime(newest, 5)).toEqual([]);
});
