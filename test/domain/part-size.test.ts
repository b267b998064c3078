import { expect, test } from 'vitest';
import { choosePartSize } from '../../src/domain/part-size.ts';

const MIB = 1_048_576;
const GIB = 1_024 * MIB;
const TIB = 1_024 * GIB;

const ESTIMATES = [0, 1, 8 * MIB, 39 * GIB, 40 * GIB, 100 * GIB, TIB, 5 * TIB];

test.each(ESTIMATES)('an artifact of twice the estimated %i bytes fits into 10,000 parts', estimate => {
  expect(Math.ceil((2 * estimate) / choosePartSize(estimate))).toBeLessThanOrEqual(10_000);
});

test.each(ESTIMATES)('parts of an estimated %i bytes are whole multiples of 8 MiB that S3 takes', estimate => {
  const size = choosePartSize(estimate);
  expect(size % (8 * MIB)).toBe(0);
  expect(size).toBeGreaterThanOrEqual(8 * MIB);
  expect(size).toBeLessThanOrEqual(5 * GIB);
});

test.each([
  [0, 8],
  [39 * GIB, 8],
  [40 * GIB, 16],
  [5 * TIB, 1_056],
  [24 * TIB, 5_040],
  [25 * TIB, 5_120],
  [500 * TIB, 5_120],
])('an estimate of %i bytes makes parts of %i MiB', (estimate, sizeMib) => {
  expect(choosePartSize(estimate)).toBe(sizeMib * MIB);
});
