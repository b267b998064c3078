import { expect, test } from 'vitest';
import { formatSize, parseSize } from '../../src/domain/sizes.ts';

test.each([
  ['0B', 0],
  ['812 B', 812],
  ['500MB', 500_000_000],
  ['64MiB', 67_108_864],
  ['1.5 GiB', 1_610_612_736],
  ['5TiB', 5_497_558_138_880],
])('reads %s as %i bytes', (text, sizeBytes) => {
  expect(parseSize(text)).toBe(sizeBytes);
});

test.each(['', '64', 'MiB', '64mib', '64 M', '-1B', '1  GB', '1e3B', '1,5GB', '99999TiB', `${'9'.repeat(400)}B`])(
  'takes %j for no size',
  text => {
    expect(parseSize(text)).toBeUndefined();
  },
);

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.00 kB'],
  [12_400_000, '12.4 MB'],
  [99_949_999, '99.9 MB'],
  [99_950_000, '100 MB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [999_500_000, '1.00 GB'],
  [1_200_000_000, '1.20 GB'],
  [5_497_558_138_880, '5.50 TB'],
  [1_234_000_000_000_000, '1234 TB'],
])('shows %i bytes as %s', (sizeBytes, text) => {
  expect(formatSize(sizeBytes)).toBe(text);
});
