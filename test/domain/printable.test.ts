import { expect, test } from 'vitest';
import { printable, printableLine } from '../../src/domain/printable.ts';

test.each([
  ['plain text, lines and tabulators', 'ä 💣\n\tz', 'ä 💣\n\tz'],
  ['the beginning of a terminal sequence', '\u001b[2J', '\\u{1b}[2J'],
  ['the one-byte form of it', '\u009b2J', '\\u{9b}2J'],
  ['a bell, a backspace and a carriage return', '\u0007\b\r', '\\u{7}\\u{8}\\u{d}'],
  ['marks that turn the direction of writing', 'a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
  ['ends of lines that only some programs see', 'a\u2028b\u0085c', 'a\\u{2028}b\\u{85}c'],
])('%s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('one line stays one line', () => {
  expect(printableLine('a\nb\tc\u001b', 20)).toBe('a\\nb\\tc\\u{1b}');
});

test('a long line is cut, and says so', () => {
  expect(printableLine('abcdef', 3)).toBe('abc…');
});
