import { expect, test } from 'vitest';
import { load, MINIMAL, problemsOf } from './files.ts';

const file = (assertion: string) =>
  `${MINIMAL}policies: { p: { checks: { sql: [{ name: n, query: SELECT 1, ${assertion} }] } } }`;

test.each([
  ['equals: 12', { kind: 'equals', value: '12' }],
  ['equals: "0012"', { kind: 'equals', value: '0012' }],
  ['equals: true', { kind: 'equals', value: 'true' }],
  ['atLeast: 0', { kind: 'atLeast', value: '0' }],
  ['atLeast: "12345678901234567890.5"', { kind: 'atLeast', value: '12345678901234567890.5' }],
  ['between: [1.5, "2.00"]', { kind: 'between', low: '1.5', high: '2.00' }],
])('reads the assertion %s', (text, expected) => {
  expect(load(file(text)).policies[0]?.checks.sql).toEqual([
    { name: 'n', query: 'SELECT 1', timeLimitMs: 60_000, expect: expected },
  ]);
});

const AT = 'firedrill.yaml:4';

test.each([
  ['timeLimit: 5s', `${AT}:34: policies.p.checks.sql.0: give exactly one of equals, atLeast, between and newest`],
  [
    'equals: 1, atLeast: 1',
    `${AT}:34: policies.p.checks.sql.0: give exactly one of equals, atLeast, between and newest`,
  ],
  [
    'equals: 1, newest: { table: a.b, column: c, within: 1h }',
    `${AT}:34: policies.p.checks.sql.0: give exactly one of equals, atLeast, between and newest`,
  ],
  [
    'newest: { table: a.b, column: c, within: 1h }',
    `${AT}:52: policies.p.checks.sql.0.query: newest asks by itself: leave query out`,
  ],
  [
    'equals: 1, maxMs: 60001',
    `${AT}:80: policies.p.checks.sql.0.maxMs: the query would be ended before: timeLimit is shorter`,
  ],
  ['equals: 1, maxMs: 0.5', `${AT}:80: policies.p.checks.sql.0.maxMs: write a whole number`],
  [
    'atLeast: 0.12345678901234567',
    `${AT}:71: policies.p.checks.sql.0.atLeast: put quotes around a number of this length`,
  ],
  ['between: ["10", "9"]', `${AT}:71: policies.p.checks.sql.0.between: write the lower number first`],
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

const newest = (text: string) => `${MINIMAL}policies: { p: { checks: { sql: [{ name: n, ${text} }] } } }`;

test('reads the assertion newest, which asks by itself, and a limit for the time of its query', () => {
  const written = 'newest: { table: shop.orders, column: created_at, within: 26h }, timeLimit: 5s, maxMs: 200';
  expect(load(newest(written)).policies[0]?.checks.sql).toEqual([
    {
      name: 'n',
      timeLimitMs: 5_000,
      maxMs: 200,
      expect: { kind: 'newest', table: 'shop.orders', column: 'created_at', withinMs: 26 * 3_600_000 },
    },
  ]);
});

test.each([
  [
    'newest: { table: orders, column: c, within: 1h }',
    `${AT}:62: policies.p.checks.sql.0.newest.table: write schema.table`,
  ],
  ['newest: { table: a.b, within: 1h }', `${AT}:45: policies.p.checks.sql.0.newest.column: missing; write a text`],
  [
    'newest: { table: a.b, column: c, within: 1 }',
    `${AT}:86: policies.p.checks.sql.0.newest.within: write a duration with its unit, such as 30m, 26h or 90d`,
  ],
  ['equals: 1', `${AT}:34: policies.p.checks.sql.0: say what is asked: query is missing`],
])('a mistake in an assertion without a query is one of the configuration: %s', (text, line) => {
  expect(problemsOf(newest(text))).toEqual([line]);
});
