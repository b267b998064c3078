import { expect, test } from 'vitest';
import type { Check, Verdict } from '../../src/domain/verdicts.ts';
import { concludeVerify, judgeBackup, type VerifiedBackup } from '../../src/domain/verification.ts';

const check = (name: string, verdict: Verdict, rest: Partial<Check> = {}): Check => ({
  name,
  about: 'content',
  required: true,
  verdict,
  ...rest,
});
const good = check('main hash', 'passed');
const keyWrong = { kind: 'KeyWrong', message: 'another key' } as const;
const gone = check('main size', 'failed', { found: null, detail: 'it is gone' });

test.each([
  ['all passed', [good], undefined, ['passed', undefined]],
  ['the manifest was edited', [check('manifest', 'failed')], undefined, ['failed', 'ManifestDamaged']],
  ['an artifact is gone', [good, gone], undefined, ['failed', 'ArtifactMissing']],
  [
    'an artifact is short',
    [check('main size', 'failed', { found: '1 byte' })],
    undefined,
    ['failed', 'ArtifactDamaged'],
  ],
  ['a dump is not whole', [check('main dump read to its end', 'failed')], undefined, ['failed', 'ArtifactDamaged']],
  ['a check could not be made', [good, check('x', 'inconclusive')], undefined, ['inconclusive', 'Inconclusive']],
  ['a check was skipped', [good, check('x', 'skipped')], undefined, ['inconclusive', 'Inconclusive']],
  ['nothing was checked', [], undefined, ['inconclusive', 'Inconclusive']],
  ['the key is another', [], keyWrong, ['inconclusive', 'KeyWrong']],
  ['the rest could not be looked at', [good], keyWrong, ['inconclusive', 'KeyWrong']],
  ['damage was found before', [gone], keyWrong, ['failed', 'ArtifactMissing']],
] as const)('judges a backup of which %s', (_, checks, stopped, expected) => {
  const { verdict, failure } = judgeBackup(checks, stopped);
  expect([verdict, failure?.kind]).toEqual(expected);
});

test('names what failed in a sentence, up to five checks', () => {
  const many = Array.from({ length: 7 }, (_, index) => check(`t${index} hash`, 'failed', { detail: 'damaged' }));
  expect(judgeBackup(many).failure?.message).toMatch(/^t0 hash: damaged; .*t4 hash: damaged; and 2 more$/);
});

const backup = (checks: readonly Check[], stopped?: typeof keyWrong): VerifiedBackup => ({
  backupId: 'b',
  checks,
  warnings: [],
  ...judgeBackup(checks, stopped),
});
const unreachable = { kind: 'RepositoryUnreachable', message: 'no answer' } as const;

test.each([
  ['good ones', [backup([good]), backup([good])], undefined, ['passed', undefined]],
  ['a damaged one among them', [backup([good]), backup([gone])], undefined, ['failed', 'ArtifactMissing']],
  ['a damaged one before an outage', [backup([gone])], unreachable, ['failed', 'ArtifactMissing']],
  ['good ones before an outage', [backup([good])], unreachable, ['inconclusive', 'RepositoryUnreachable']],
  ['one without its key', [backup([good]), backup([], keyWrong)], undefined, ['inconclusive', 'KeyWrong']],
  [
    'a damaged one and one without its key',
    [backup([], keyWrong), backup([gone])],
    undefined,
    ['failed', 'ArtifactMissing'],
  ],
  ['none', [], undefined, ['inconclusive', 'Inconclusive']],
] as const)('concludes from several backups: %s', (_, backups, stopped, expected) => {
  const { verdict, failure } = concludeVerify(backups, stopped);
  expect([verdict, failure?.kind]).toEqual(expected);
});
