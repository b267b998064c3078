import { expect, test } from 'vitest';
import { layOutTrend } from '../../../src/activities/evidence/trend.ts';

const points = (...durations: readonly number[]) =>
  durations.map((durationMs, index) => ({ label: `2026-11-${String(index + 1).padStart(2, '0')}`, durationMs }));
const MINUTE = 60_000;
const alike = (count: number) => points(...Array.from({ length: count }, () => MINUTE));

test('places every test, the longer the higher', () => {
  const { points: placed, path } = layOutTrend(points(MINUTE, 3 * MINUTE, 2 * MINUTE), undefined);
  const [first, longest, last] = placed.map(({ y }) => y);
  expect([longest, last, first]).toEqual([first, longest, last].toSorted((a, b) => Number(a) - Number(b)));
  expect(path.split('L')).toHaveLength(3);
});

test('keeps every point between the lines of the grid', () => {
  for (const count of [2, 3, 8, 13]) {
    const { points: placed, ticks, left, right } = layOutTrend(alike(count), undefined);
    expect(placed.every(({ x }) => x >= left && x <= right)).toBe(true);
    expect(placed.every(({ y }) => y <= Number(ticks[0]?.y) && y >= Number(ticks.at(-1)?.y))).toBe(true);
  }
});

test.each([
  [400, ['0.0 s', '0.1 s', '0.2 s', '0.3 s', '0.4 s', '0.5 s']],
  [40_000, ['0.0 s', '10 s', '20 s', '30 s', '40 s', '50 s']],
  [8 * MINUTE, ['0.0 s', '2 min 00 s', '4 min 00 s', '6 min 00 s', '8 min 00 s', '10 min 00 s']],
  [26 * 60 * MINUTE, ['0.0 s', '6 h 00 min', '12 h 00 min', '18 h 00 min', '1 d 0 h', '1 d 6 h']],
  [9 * 24 * 60 * MINUTE, ['0.0 s', '2 d 0 h', '4 d 0 h', '6 d 0 h', '8 d 0 h', '10 d 0 h']],
])('marks the grid of %i milliseconds as a clock does', (longest, labels) => {
  expect(layOutTrend(points(1, longest), undefined).ticks.map(({ label }) => label)).toEqual(labels);
});

test('draws an objective in reach, above a test that met it', () => {
  const { objective, points: placed, ticks } = layOutTrend(points(5 * MINUTE, 6 * MINUTE), 15 * MINUTE);
  expect(objective?.label).toBe('objective 15 min 00 s');
  expect(objective?.y).toBeGreaterThanOrEqual(Number(ticks.at(-1)?.y));
  expect(placed.every(({ y }) => y > Number(objective?.y))).toBe(true);
});

test('draws no objective so far away that all tests would lie on the ground', () => {
  expect(layOutTrend(points(MINUTE, MINUTE), 24 * 60 * MINUTE).objective).toBeUndefined();
});

test.each([2, 8, 9, 12, 13])('of %i dates shows the last, and others at equal distances', count => {
  const shown = layOutTrend(alike(count), undefined).points.flatMap(({ shown }, index) => (shown ? [index] : []));
  const distances = new Set(shown.slice(1).map((index, before) => index - Number(shown[before])));
  expect(shown.at(-1)).toBe(count - 1);
  expect(shown.length).toBeLessThanOrEqual(8);
  expect(distances.size).toBe(1);
});

test('lays out tests that took no time', () => {
  const { points: placed, path, ticks } = layOutTrend(points(0, 0), 0);
  expect(path).not.toContain('NaN');
  expect(ticks.map(({ label }) => label)).toEqual(['0.0 s', '0.1 s']);
  expect(placed.map(({ y }) => y)).toEqual([ticks[0]?.y, ticks[0]?.y]);
});
