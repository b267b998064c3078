import { expect, test } from 'vitest';
import { type Check, missedObjectives, overallVerdict, type Verdict } from '../../src/domain/verdicts.ts';

const check = (verdict: Verdict, rest: Partial<Check> = {}): Check => ({
  name: 'table public.track',
  about: 'content',
  required: true,
  verdict,
  ...rest,
});

test.each([
  ['everything passed', ['passed', 'passed'], 'passed'],
  ['one failed', ['passed', 'failed'], 'failed'],
  ['one could not run', ['passed', 'inconclusive'], 'inconclusive'],
  ['one was skipped', ['passed', 'skipped'], 'inconclusive'],
  ['one failed and another could not run', ['inconclusive', 'failed', 'passed'], 'failed'],
  ['nothing was examined', [], 'inconclusive'],
] as const)('where %s', (_, verdicts, overall) => {
  expect(overallVerdict(verdicts.map(verdict => check(verdict)))).toBe(overall);
});

test('an optional check changes nothing', () => {
  const optional = (['failed', 'inconclusive', 'skipped'] as const).map(verdict => check(verdict, { required: false }));
  expect(overallVerdict([check('passed'), ...optional])).toBe('passed');
});

test('optional checks alone prove nothing', () => {
  expect(overallVerdict([check('passed', { required: false })])).toBe('inconclusive');
});

test('a slow restore of the right data is not a failed backup', () => {
  expect(overallVerdict([check('passed'), check('failed', { about: 'objective' })])).toBe('passed');
});

test('an objective that was met proves no content', () => {
  expect(overallVerdict([check('passed', { about: 'objective' })])).toBe('inconclusive');
});

test('required surroundings count like the content', () => {
  expect(overallVerdict([check('passed'), check('failed', { about: 'surroundings' })])).toBe('failed');
});

test('names the objectives that were missed, and no other check', () => {
  const missed = check('failed', { name: 'rto', about: 'objective' });
  const met = check('passed', { name: 'rpo', about: 'objective' });
  expect(missedObjectives([check('failed'), met, missed])).toEqual([missed]);
});
