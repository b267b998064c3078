import { expect, test } from 'vitest';
import { inTurns, median } from '../../bench/measure.ts';

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])('the median of %j is %d', (numbers, middle) => {
  expect(median(numbers)).toBe(middle);
});

test('contenders run in turns, and the warm-up does not count', async () => {
  const order: string[] = [];
  const contender = (name: string) => ({ name, run: async () => void order.push(name) });
  const measured = await inTurns([contender('a'), contender('b')], 2, () => undefined);
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(measured.map(({ name, runsMs }) => [name, runsMs.length])).toEqual([
    ['a', 2],
    ['b', 2],
  ]);
});
