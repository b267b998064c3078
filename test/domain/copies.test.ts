import { expect, test } from 'vitest';
import { describeWhereabouts, takingPart, whereabouts } from '../../src/domain/copies.ts';

test.each([
  ['in all', ['a', 'b'], [], 'a, b'],
  ['in one', ['a'], [], 'a; not in b'],
  ['in one, and maybe in the other', ['a'], ['b'], 'a; b does not answer'],
  ['in the one that does not answer any more', ['a', 'b'], ['b'], 'a, b'],
  ['in none', [], [], 'not in a, b'],
])('says where a backup lies that is %s', (_, holding, silent, words) => {
  expect(describeWhereabouts(whereabouts(['a', 'b'], holding, silent))).toBe(words);
});

test('leaves those out that lack a copy', () => {
  const failure = { kind: 'SpaceMissing', message: 'full' } as const;
  expect(takingPart(['a', 'b', 'c'], [{ repository: 'b', failure }])).toEqual(['a', 'c']);
});
