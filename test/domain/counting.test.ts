import { expect, test } from 'vitest';
import { count } from '../../src/domain/counting.ts';

test.each([
  [0, '0 targets'],
  [1, '1 target'],
  [2, '2 targets'],
  [15_607, '15,607 targets'],
])('counts %i as %j', (number, text) => {
  expect(count(number, 'target')).toBe(text);
});

test('takes a plural of its own where an s does not do', () => {
  expect([count(1, 'policy', 'policies'), count(2, 'policy', 'policies')]).toEqual(['1 policy', '2 policies']);
});
