import { expect, test } from 'vitest';
import { compareDecimals, parseDecimal } from '../../src/domain/decimals.ts';

const compare = (a: string, b: string) => {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  return left && right && compareDecimals(left, right);
};

test.each([
  ['1', '1.00'],
  ['1e3', '1000'],
  ['1.5e-7', '0.00000015'],
  ['-0', '0'],
  ['.5', '0.5'],
  ['+7', ' 7 '],
  ['1e+20', '100000000000000000000'],
])('%s and %s are one number', (a, b) => {
  expect(compare(a, b)).toBe(0);
});

test.each([
  ['0.1', '0.10000000000000000001'],
  ['9007199254740992', '9007199254740993'],
  ['-2', '-1'],
  ['-1', '0.5'],
  ['999', '1e3'],
])('%s is less than %s', (a, b) => {
  expect(compare(a, b)).toBe(-1);
  expect(compare(b, a)).toBe(1);
});

test.each(['', ' ', '.', 'NaN', 'Infinity', '0x10', '1,000', '1 000', '12 kg', '1e', '1e9999', '--1'])(
  '"%s" is no number',
  text => expect(parseDecimal(text)).toBeUndefined(),
);
