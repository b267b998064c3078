import { describe, expect, test } from 'vitest';
import { formatName, parseSchemaNames, parseTableNames } from '../../src/domain/object-names.ts';

describe('names of tables', () => {
  test.each([
    ['orders', [{ name: 'orders' }]],
    ['Public.Orders', [{ schema: 'public', name: 'orders' }]],
    ['a, b.c ,"D"', [{ name: 'a' }, { schema: 'b', name: 'c' }, { name: 'D' }]],
    ['public."Odd name"', [{ schema: 'public', name: 'Odd name' }]],
    ['"a.b"."c,d"', [{ schema: 'a.b', name: 'c,d' }]],
    ['"say ""hi"""', [{ name: 'say "hi"' }]],
    ['"two\nlines"', [{ name: 'two\nlines' }]],
    ['"; DROP TABLE x; --"', [{ name: '; DROP TABLE x; --' }]],
    ['ÄRGER', [{ name: 'Ärger' }]],
  ])('%j are read as in SQL', (text, names) => {
    expect(parseTableNames(text, '--tables')).toEqual(names);
  });

  test.each(['', ',', 'a,', 'a..b', '.a', '"a', 'a"b', '""', 'a b', 'a.b.c'])('%j are refused', text => {
    expect(() => parseTableNames(text, '--tables')).toThrow(
      expect.objectContaining({ kind: 'UsageInvalid', message: expect.stringContaining('--tables') }),
    );
  });

  test.each([
    [{ name: 'orders' }, 'orders'],
    [{ schema: 'public', name: 'Odd name' }, 'public."Odd name"'],
    [{ name: 'say "hi"' }, '"say ""hi"""'],
  ])('%j are given back so that they can be read again', (name, text) => {
    expect(formatName(name)).toBe(text);
    expect(parseTableNames(text, '--tables')).toEqual([name]);
  });
});

test('names of schemas have one part', () => {
  expect(parseSchemaNames('app,"My.Own"', '--schema')).toEqual(['app', 'My.Own']);
  expect(() => parseSchemaNames('app.orders', '--schema')).toThrow(expect.objectContaining({ kind: 'UsageInvalid' }));
});
