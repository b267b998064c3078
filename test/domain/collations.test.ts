import { expect, test } from 'vitest';
import { compareCollations } from '../../src/domain/collations.ts';
import type { SourceCollation } from '../../src/domain/source.ts';

const collation = (name: string, actual: string | null, more: Partial<SourceCollation> = {}): SourceCollation => {
  return { name, recorded: actual, actual, indexes: [], indexCount: 0, ...more };
};

test('the same versions pass, and are told (D2)', () => {
  const all = [collation('default', '2.36'), collation('public.german', '153.120')];
  expect(compareCollations(all, all)).toMatchObject({
    verdict: 'passed',
    expected: 'default 2.36, public.german 153.120',
    found: 'default 2.36, public.german 153.120',
  });
});

test('locale C has no version on either side, and passes', () => {
  expect(compareCollations([collation('default', null)], [collation('default', null)]).verdict).toBe('passed');
});

test('another version is inconclusive and never required, and names the indexes that depend on it', () => {
  const indexes = ['public.a', 'public.b', 'public.c', 'public.d', 'public.e'];
  const check = compareCollations(
    [collation('default', '2.36', { indexes, indexCount: 7 })],
    [collation('default', '2.41')],
  );
  expect(check).toMatchObject({ verdict: 'inconclusive', required: false });
  expect(check.detail).toContain('version 2.36 of the collation default, the sandbox by 2.41');
  expect(check.detail).toContain('7 indexes depend on it: public.a, public.b, public.c and 4 more');
});

test('a library that has moved on under the source’s own indexes is told', () => {
  const outgrown = collation('default', '2.41', { recorded: '2.36', indexes: ['public.a'], indexCount: 1 });
  const check = compareCollations([outgrown], [collation('default', '2.41')]);
  expect(check).toMatchObject({
    verdict: 'inconclusive',
    detail: expect.stringContaining('noted as version 2.36 and is 2.41 now: REINDEX'),
  });
  expect(check.detail).toContain('1 index depends on it: public.a');
});

test('what only one side sorts by is no difference of versions', () => {
  expect(compareCollations([collation('public.gone', '1')], [collation('default', '2')]).verdict).toBe('passed');
});

test('an older backup that tells nothing is skipped, never passed', () => {
  expect(compareCollations(undefined, [collation('default', '2.36')]).verdict).toBe('skipped');
});
