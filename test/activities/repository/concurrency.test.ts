import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inLanes } from '../../../src/activities/repository/concurrency.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('works on every item once, beginning in their order', async () => {
  const begun: number[] = [];
  await inLanes(numbers(20), 3, async (item, index) => {
    expect(item).toBe(index);
    begun.push(item);
    await turn();
  });
  expect(begun).toEqual(numbers(20));
});

test.each([1, 2, 5])('works on %i at a time and no more', async lanes => {
  let underWay = 0;
  let most = 0;
  await inLanes(numbers(20), lanes, async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await turn();
    underWay -= 1;
  });
  expect(most).toBe(lanes);
});

test('takes no further item after a failure, and throws when nothing works any more', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = inLanes(numbers(20), 3, async item => {
    begun.push(item);
    if (item === 1) throw new Error('the first failure');
    await turn();
    await turn();
    ended.push(item);
    if (item === 2) throw new Error('a later failure');
  });
  await expect(work).rejects.toThrow('the first failure');
  expect(begun).toEqual([0, 1, 2]);
  expect(ended.toSorted()).toEqual([0, 2]);
});

test('has nothing to do without items', async () => {
  await inLanes([], 4, () => Promise.reject(new Error('there is no item')));
});
