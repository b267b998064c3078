import { expect, test } from 'vitest';
import { load, MINIMAL, problemsOf } from './files.ts';

const file = (assertion: string) =>
  `${MINIMAL}policies: { p: { checks: { sql: [{ name: n, query: SELECT 1, ${assertion} }] } } }`;

test.each([
  ['equals: 12', { kind: 'equals', value: '12' }],
  ['equals: "0012"', { kind: 'equals', value: '0012' }],
  ['equals: true', { kind: 'equals', value: 'true' }],
  ['atLeast: 0', { kind: 'atLeast', value: 0 }],
  ['between: [1.5, 2]', { kind: 'between', low: 1.5, high: 2 }],
])('reads the assertion %s', (text, expected) => {
  expect(load(file(text)).policies[0]?.checks.sql).toEqual([
    { name: 'n', query: 'SELECT 1', timeLimitMs: 60_000, expect: expected },
  ]);
});

const AT = 'firedrill.yaml:4';

test.each([
  ['timeLimit: 5s', `${AT}:34: policies.p.checks.sql.0: give exactly one of equals, atLeast and between`],
  ['equals: 1, atLeast: 1', `${AT}:34: policies.p.checks.sql.0: give exactly one of equals, atLeast and between`],
  ['between: [2, 1]', `${AT}:71: policies.p.checks.sql.0.between: write the lower number first`],
  ['between: [2]', `${AT}:71: policies.p.checks.sql.0.between: too small: expected array to have >=2 items`],
  ['equals: [1]', `${AT}:70: policies.p.checks.sql.0.equals: write a text, a number, true or false`],
  ['atLeast: many', `${AT}:71: policies.p.checks.sql.0.atLeast: write a number`],
  [
    'equals: 12345678901234567890',
    `${AT}:70: policies.p.checks.sql.0.equals: put quotes around a number of this length`,
  ],
])('a mistake in an assertion is one of the configuration: %s (M13)', (text, line) => {
  expect(problemsOf(file(text))).toEqual([line]);
});
