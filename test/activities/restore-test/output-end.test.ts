import { expect, test } from 'vitest';
import { LOOKED_AT_BYTES, outputEnd } from '../../../src/activities/restore-test/output-end.ts';

const end = (text: string, ...secrets: readonly string[]) => outputEnd(text, false, secrets);

test('carries the end of a long output alone', () => {
  const output = end(`begin${'x'.repeat(10_000)}end`);
  expect(output).toHaveLength(4_096);
  expect(output).toMatch(/xend$/);
});

test.each([
  ['a secret', 'key=s3cret!', ['s3cret'], 'key=[secret]!'],
  ['each time', 's3cret s3cret', ['s3cret'], '[secret] [secret]'],
  ['the longer one first', 'abcdef', ['abc', 'abcdef'], '[secret]'],
  ['one of several lines', 'a\none\ntwo\nb', ['one\ntwo'], 'a\n[secret]\nb'],
  ['one with colours in it', 's3\u001b[31mcret', ['s3cret'], '[secret]'],
  ['nothing for an empty one', 'all good', [''], 'all good'],
])('removes %s', (_, text, secrets, expected) => {
  expect(end(text, ...secrets)).toBe(expected);
});

test('colours and control characters go, lines stay', () => {
  expect(end('\u001b[32mok\u001b[0m\r\n\u0007two\u0000\n')).toBe('ok\ntwo');
});

test.each([
  ['cret and more', 's3cret', ' and more'.trim()],
  ['\uFFFDcret and more', 'ä3cret', 'and more'],
  ['t', 's3cret', ''],
])('an output that was cut in the middle of a secret does not show its rest: "%s"', (tail, secret, expected) => {
  expect(outputEnd(tail, true, [secret])).toBe(expected);
  expect(LOOKED_AT_BYTES).toBeGreaterThan(8_192);
});
