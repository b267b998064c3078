import { expect, test } from 'vitest';
import { describeCheck, formatObservation } from '../../src/domain/observations.ts';
import type { Check } from '../../src/domain/verdicts.ts';

test.each([
  [undefined, 'nothing'],
  [null, 'nothing'],
  ['no error', 'no error'],
  [0, '0'],
  [false, 'false'],
  [{ rows: 347, fingerprint: '1f:2a' }, 'rows 347, fingerprint 1f:2a'],
  [{ rows: 347, fingerprint: null }, 'rows 347'],
  [{ atMostMs: 185_000 }, '3 min 05 s'],
  [{ lastValue: '41', isCalled: true }, 'lastValue 41, isCalled true'],
])('shows %j as %j', (value, text) => {
  expect(formatObservation(value)).toBe(text);
});

const base: Check = { name: 'table public.track', about: 'content', required: true, verdict: 'failed' };

test('says in one line what was expected and found', () => {
  const check: Check = { ...base, detail: '1 row lost', expected: { rows: 3 }, found: { rows: 2 } };
  expect(describeCheck(check)).toBe('table public.track: 1 row lost (expected rows 3; found rows 2)');
});

test('says what was found where nothing was expected', () => {
  const check: Check = { ...base, detail: 'not in the backup', expected: null, found: { rows: 2 } };
  expect(describeCheck(check)).toBe('table public.track: not in the backup (expected nothing; found rows 2)');
});

test('says the verdict where there is nothing else to say', () => {
  expect(describeCheck({ ...base, verdict: 'inconclusive' })).toBe('table public.track: inconclusive');
});
