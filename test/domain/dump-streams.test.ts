import { expect, test } from 'vitest';
import { type SizedTable, spreadTables } from '../../src/domain/dump-streams.ts';

const MIB = 1_048_576;
const table = (name: string, sizeMib: number): SizedTable => ({ schema: 'public', name, sizeBytes: sizeMib * MIB });
const names = (streams: readonly (readonly SizedTable[])[]) => streams.map(stream => stream.map(({ name }) => name));

test('one dump is enough where one stream is wanted', () => {
  expect(spreadTables([table('a', 900), table('b', 900)], 1)).toEqual([]);
});

test('one dump is enough for small tables', () => {
  expect(spreadTables([table('a', 31), table('b', 31)], 4)).toEqual([]);
});

test('a single large table stays in the main dump', () => {
  expect(spreadTables([table('a', 900)], 2)).toEqual([]);
});

test('a large table leaves the main dump where that has enough to do', () => {
  expect(names(spreadTables([table('large', 900), ...'abc'.split('').map(name => table(name, 20))], 2))).toEqual([
    ['large'],
  ]);
});

test('spreads large tables so that no stream has much more to do than another', () => {
  const sizes = [800, 700, 600, 500, 400, 300];
  const tables = sizes.map((size, index) => table(`t${index}`, size));
  const moved = spreadTables(tables, 3);
  const loads = moved.map(stream => stream.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / MIB);
  const main = 3_300 - loads.reduce((sum, load) => sum + load, 0);
  expect([main, ...loads].toSorted()).toEqual([1_100, 1_100, 1_100]);
});

test('names no table twice', () => {
  const tables = Array.from({ length: 50 }, (_, index) => table(`t${index}`, 40 + index));
  const moved = names(spreadTables(tables, 4)).flat();
  expect(new Set(moved).size).toBe(moved.length);
});

test('moves at most 200 tables, the largest ones', () => {
  const tables = Array.from({ length: 1_000 }, (_, index) => table(`t${index}`, 40 + index));
  const moved = spreadTables(tables, 8).flat();
  expect(moved.length).toBeLessThanOrEqual(200);
  expect(Math.min(...moved.map(({ sizeBytes }) => sizeBytes))).toBeGreaterThanOrEqual((40 + 800) * MIB);
});
