import { expect, test } from 'vitest';
import { describeRepeats } from '../../src/domain/repeats.ts';

test.each([
  [undefined, ''],
  [0, ''],
  [1, ', 1 request repeated'],
  [1_200, ', 1,200 requests repeated'],
])('says of %s repeats "%s"', (repeats, words) => {
  expect(describeRepeats(repeats)).toBe(words);
});
