import { expect, test } from 'vitest';
import { FAILURES, isFailureKind } from '../../src/domain/failures.ts';
import { concludeRestoreTest, excuseFailures } from '../../src/domain/restore-verdict.ts';
import type { Check, Verdict } from '../../src/domain/verdicts.ts';

const check = (name: string, verdict: Verdict, rest: Partial<Check> = {}): Check => ({
  name,
  about: 'content',
  required: true,
  verdict,
  ...rest,
});
const good = check('table public.track', 'passed');
const lost = check('table public.genre', 'failed', { detail: '1 row lost' });
const untested = check('indexes', 'inconclusive', { detail: 'this host has no amcheck' });
const slow = check('rto', 'failed', {
  about: 'objective',
  required: false,
  detail: 'recovery time 2 h, objective 1 h',
});
const conclude = (checks: readonly Check[], stopped?: Parameters<typeof concludeRestoreTest>[1]) => {
  const { verdict, failure } = concludeRestoreTest(checks, stopped);
  return [verdict, failure?.kind, failure?.message];
};

test('passes with nothing to add', () => {
  expect(concludeRestoreTest([good], undefined)).toEqual({ verdict: 'passed' });
});

const mistaken = check('assertion sales', 'inconclusive', { failure: 'ConfigurationInvalid', detail: 'mistake' });

test.each([
  ['a mistake in an assertion', [good, mistaken], ['inconclusive', 'ConfigurationInvalid', 'assertion sales: mistake']],
  ['a difference beside a mistake', [mistaken, lost], ['failed', 'DataDiffers', 'table public.genre: 1 row lost']],
  ['a difference', [good, lost], ['failed', 'DataDiffers', 'table public.genre: 1 row lost']],
  ['a restore with errors', [check('restore', 'failed'), good], ['failed', 'RestoreFailed', 'restore: failed']],
  [
    'a check that could not run',
    [good, untested],
    ['inconclusive', 'Inconclusive', 'indexes: this host has no amcheck'],
  ],
  [
    'a check that was skipped',
    [good, check('content', 'skipped')],
    ['inconclusive', 'Inconclusive', 'content: skipped'],
  ],
  ['no check at all', [], ['inconclusive', 'Inconclusive', 'no check was made']],
  ['a slow restore', [good, slow], ['passed', 'ObjectiveMissed', 'recovery time 2 h, objective 1 h']],
  ['a difference before all else', [untested, slow, lost], ['failed', 'DataDiffers', 'table public.genre: 1 row lost']],
  [
    'an untested part before an objective',
    [slow, untested, good],
    ['inconclusive', 'Inconclusive', 'indexes: this host has no amcheck'],
  ],
  ['nothing of an optional check', [good, { ...lost, required: false }], ['passed', undefined, undefined]],
])('concludes %s', (_, checks, expected) => {
  expect(conclude(checks)).toEqual(expected);
});

const kinds = Object.keys(FAILURES).filter(isFailureKind);

test.each(kinds)('a test that was stopped by %s fails the backup only where that speaks of the backup', kind => {
  const finding = [
    'DataDiffers',
    'RestoreFailed',
    'ArtifactMissing',
    'ArtifactDamaged',
    'ManifestDamaged',
    'ObjectiveMissed',
  ];
  const stopped = { kind, message: 'stopped' };
  const verdict = finding.includes(kind) ? 'failed' : 'inconclusive';
  expect(concludeRestoreTest([good], stopped)).toEqual({ verdict, failure: stopped });
});

test('what was found before a test was stopped stays found', () => {
  const stopped = { kind: 'SandboxLost', message: 'the sandbox ended' } as const;
  expect(conclude([good, lost], stopped)).toEqual(['failed', 'DataDiffers', 'table public.genre: 1 row lost']);
});

test('a finding that stopped the test is named before those made until then', () => {
  const stopped = { kind: 'ArtifactDamaged', message: 'main differs from its hash' } as const;
  expect(conclude([lost], stopped)).toEqual(['failed', 'ArtifactDamaged', 'main differs from its hash']);
});

test('names the first five differences and counts the others', () => {
  const many = Array.from({ length: 8 }, (_, index) => check(`table t${index}`, 'failed', { detail: 'lost' }));
  expect(conclude([...many])[2]).toBe(
    'table t0: lost; table t1: lost; table t2: lost; table t3: lost; table t4: lost; and 3 more',
  );
});

test('says what to do with a backup that differs', () => {
  expect(concludeRestoreTest([lost], undefined).failure?.hint).toMatch(/^keep this backup/);
});

test('what failed after a restore that was not allowed to make everything is inconclusive, with the reason; what passed stays', () => {
  const excused = excuseFailures(
    [check('a', 'passed'), check('b', 'failed', { detail: 'gone' }), check('c', 'skipped')],
    'no right',
  );
  expect(excused.map(({ verdict, detail }) => [verdict, detail])).toEqual([
    ['passed', undefined],
    ['inconclusive', 'no right: gone'],
    ['skipped', undefined],
  ]);
});
