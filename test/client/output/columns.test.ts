import { expect, test } from 'vitest';
import { layOutColumns } from '../../../src/client/output/columns.ts';

test('makes every column as wide as its widest cell', () => {
  const rows = [
    ['NAME', 'SIZE', 'WHERE'],
    ['orders', '1.2 MB', 'local'],
    ['a', '812 B', 'local, bucket'],
  ];
  expect(layOutColumns(rows)).toBe('NAME    SIZE    WHERE\norders  1.2 MB  local\na       812 B   local, bucket');
});

test('gives styles no width', () => {
  const rows = [
    ['\u001b[32mpassed\u001b[39m', 'x'],
    ['inconclusive', 'y'],
  ];
  expect(layOutColumns(rows)).toBe('\u001b[32mpassed\u001b[39m        x\ninconclusive  y');
});

test('leaves no spaces at the end of a line', () => {
  expect(
    layOutColumns([
      ['a', '', ''],
      ['bbb', '', 'c'],
    ]),
  ).toBe('a\nbbb    c');
});

test('takes rows of different lengths', () => {
  expect(
    layOutColumns([
      ['firedrill', '1.0'],
      ['node', '24', '/usr/bin/node'],
    ]),
  ).toBe('firedrill  1.0\nnode       24   /usr/bin/node');
});

test('lays nothing out for no rows', () => {
  expect(layOutColumns([])).toBe('');
});
