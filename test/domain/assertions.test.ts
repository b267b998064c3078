import { expect, test } from 'vitest';
import { type Answer, judgeAssertion } from '../../src/domain/assertions.ts';
import type { SqlAssertion } from '../../src/domain/policies.ts';

const assertion = (expect: SqlAssertion['expect']): SqlAssertion => ({
  name: 'orders of today',
  query: 'SELECT count(*) FROM orders',
  expect,
  timeLimitMs: 60_000,
});
const equals = (value: string) => assertion({ kind: 'equals', value });
const atLeast = (value: string) => assertion({ kind: 'atLeast', value });
const between = assertion({ kind: 'between', low: '10', high: '20' });
const rows = (...rows: (string | null)[][]): Answer => ({ kind: 'rows', rows });

test.each([
  ['the text', equals('open'), 'open'],
  ['the number', equals('347'), '347'],
  ['a number beyond 2^53', equals('9007199254740993'), '9007199254740993'],
  ['a boolean', equals('true'), 'true'],
  ['an instant', equals('2026-11-21 02:00:00+00'), '2026-11-21 02:00:00+00'],
  ['JSON', equals('{"a": [1]}'), '{"a": [1]}'],
  ['the bound itself', atLeast('10'), '10'],
  ['more than the bound', atLeast('10'), '10.01'],
  ['the lower end', between, '10'],
  ['the upper end', between, '20'],
  ['the upper end, written with more places', between, '20.000'],
  ['a number of 2^53 and one', atLeast('9007199254740993'), '9007199254740993'],
])('passes where the query returns %s', (_, written, value) => {
  expect(judgeAssertion(written, rows([value]))).toMatchObject({ verdict: 'passed', required: true, about: 'content' });
});

test.each([
  ['another text', equals('open'), 'Open'],
  ['an equal number written differently', equals('1'), '1.00'],
  ['nothing', equals(''), null],
  ['too little', atLeast('10'), '9.99'],
  ['nothing where a number is due', atLeast('0'), null],
  ['an empty text where a number is due', atLeast('0'), ''],
  ['a text that is no number', atLeast('0'), 'many'],
  ['NaN', atLeast('0'), 'NaN'],
  ['infinity, with which nothing can be compared', atLeast('0'), 'Infinity'],
  ['one less than a bound beyond 2^53', atLeast('9007199254740993'), '9007199254740992'],
  ['a hair more than the upper end', between, '20.00000000000000000001'],
  ['less than the lower end', between, '9'],
  ['more than the upper end', between, '20.5'],
])('fails where the query returns %s', (_, written, value) => {
  expect(judgeAssertion(written, rows([value])).verdict).toBe('failed');
});

test.each([
  [equals('open'), 'open'],
  [atLeast('10'), 'at least 10'],
  [between, 'between 10 and 20'],
])('says what was expected and found, and that the policy wants it', (written, words) => {
  expect(judgeAssertion(written, rows(['7']))).toMatchObject({
    name: 'assertion orders of today',
    expected: words,
    found: '7',
    source: 'SQL assertion of the policy',
  });
});

test.each([
  ['no row', rows(), 'failed', '0 rows with 0'],
  ['two rows', rows(['1'], ['2']), 'failed', '2 rows with 1'],
  ['two values', rows(['1', '2']), 'inconclusive', '1 row with 2'],
  ['two values that are the expected one', rows(['1', '1']), 'inconclusive', '1 row with 2'],
] as const)(
  'does not pass where the query returns %s; columns are the author’s, rows the data’s',
  (_, answer, verdict, words) => {
    const detail = `the query must return one row with one value, not ${words}`;
    expect(judgeAssertion(equals('1'), answer)).toMatchObject({
      verdict,
      found: null,
      detail: verdict === 'failed' ? detail : `mistake in the assertion: ${detail}`,
    });
  },
);

test('takes a missing relation for a finding', () => {
  const message = 'relation "orders" does not exist';
  const check = judgeAssertion(equals('1'), { kind: 'refused', message });
  expect(check).toMatchObject({ verdict: 'failed', found: null, detail: message });
});

test('takes a mistake for one of the configuration, which says nothing of the backup (M13)', () => {
  const check = judgeAssertion(equals('1'), { kind: 'mistaken', message: 'syntax error at or near "SELEKT"' });
  expect(check).toMatchObject({
    verdict: 'inconclusive',
    required: true,
    failure: 'ConfigurationInvalid',
    detail: 'mistake in the assertion: syntax error at or near "SELEKT"',
  });
});

test('says that a query took too long', () => {
  expect(judgeAssertion(equals('1'), { kind: 'late' })).toMatchObject({
    verdict: 'failed',
    detail: 'the query was ended after 1 min 00 s',
  });
});

test('compares a long value whole and carries its beginning alone', () => {
  const long = 'x'.repeat(100_000);
  const check = judgeAssertion(equals(long), rows([long]));
  expect(check.verdict).toBe('passed');
  expect(check.found).toBe(`${'x'.repeat(200)}…`);
  expect(judgeAssertion(equals(long), rows([`${long}y`])).verdict).toBe('failed');
});
