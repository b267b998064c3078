import { expect, test } from 'vitest';
import { judgeAssertion } from '../../src/domain/assertions.ts';
import type { SqlAssertion } from '../../src/domain/policies.ts';

const assertion = (expect: SqlAssertion['expect']): SqlAssertion => ({
  name: 'orders of today',
  query: 'SELECT count(*) FROM orders',
  expect,
  timeLimitMs: 60_000,
});
const equals = (value: string) => assertion({ kind: 'equals', value });
const atLeast = (value: number) => assertion({ kind: 'atLeast', value });
const between = assertion({ kind: 'between', low: 10, high: 20 });

test.each([
  ['the text', equals('open'), 'open'],
  ['the number', equals('347'), '347'],
  ['a number beyond 2^53', equals('9007199254740993'), '9007199254740993'],
  ['a boolean', equals('true'), 'true'],
  ['an instant', equals('2026-11-21 02:00:00+00'), '2026-11-21 02:00:00+00'],
  ['JSON', equals('{"a": [1]}'), '{"a": [1]}'],
  ['the bound itself', atLeast(10), '10'],
  ['more than the bound', atLeast(10), '10.01'],
  ['the lower end', between, '10'],
  ['the upper end', between, '20'],
])('passes where the query returns %s', (_, written, value) => {
  expect(judgeAssertion(written, [[value]])).toMatchObject({ verdict: 'passed', required: true, about: 'content' });
});

test.each([
  ['another text', equals('open'), 'Open'],
  ['an equal number written differently', equals('1'), '1.00'],
  ['nothing', equals(''), null],
  ['too little', atLeast(10), '9.99'],
  ['nothing where a number is due', atLeast(0), null],
  ['an empty text where a number is due', atLeast(0), ''],
  ['a text that is no number', atLeast(0), 'many'],
  ['NaN', atLeast(0), 'NaN'],
  ['less than the lower end', between, '9'],
  ['more than the upper end', between, '20.5'],
])('fails where the query returns %s', (_, written, value) => {
  expect(judgeAssertion(written, [[value]]).verdict).toBe('failed');
});

test.each([
  [equals('open'), 'open'],
  [atLeast(10), 'at least 10'],
  [between, 'between 10 and 20'],
])('says what was expected and found, and that the policy wants it', (written, words) => {
  expect(judgeAssertion(written, [['7']])).toMatchObject({
    name: 'assertion orders of today',
    expected: words,
    found: '7',
    source: 'SQL assertion of the policy',
  });
});

test.each([
  ['no row', [], '0 rows with 0'],
  ['two rows', [['1'], ['2']], '2 rows with 1'],
  ['two values', [['1', '2']], '1 row with 2'],
  ['two values that are the expected one', [['1', '1']], '1 row with 2'],
])('fails where the query returns %s', (_, rows, words) => {
  expect(judgeAssertion(equals('1'), rows)).toMatchObject({
    verdict: 'failed',
    found: null,
    detail: `the query must return one row with one value, not ${words}`,
  });
});

test('takes a missing relation for a finding', () => {
  const words = 'relation "orders" does not exist';
  expect(judgeAssertion(equals('1'), words)).toMatchObject({ verdict: 'failed', found: null, detail: words });
});

test('says that a query took too long', () => {
  const answer = 'canceling statement due to statement timeout';
  expect(judgeAssertion(equals('1'), answer).detail).toBe('the query was ended after 1 min 00 s');
});

test('compares a long value whole and carries its beginning alone', () => {
  const long = 'x'.repeat(100_000);
  const check = judgeAssertion(equals(long), [[long]]);
  expect(check.verdict).toBe('passed');
  expect(check.found).toBe(`${'x'.repeat(200)}…`);
  expect(judgeAssertion(equals(long), [[`${long}y`]]).verdict).toBe('failed');
});
