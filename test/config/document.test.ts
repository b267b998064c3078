import { expect, test } from 'vitest';
import { readDocument } from '../../src/config/document.ts';
import { formatProblem } from '../../src/config/problems.ts';

const mistakesIn = (text: string) => readDocument('f.yaml', text).problems.map(formatProblem);

test.each([
  ['a key twice', 'version: 1\na: {}\na: {}\n', ['f.yaml:3:1: Map keys must be unique']],
  ['a tab as indentation', 'a:\n\tb: 1\n', ['f.yaml:2:1: Tabs are not allowed as indentation']],
  [
    'an alias of nothing',
    'version: 1\nskip: [*.log]\n',
    ['f.yaml:2:8: *.log refers to nothing; put quotes around a text that begins with *'],
  ],
  ['a tag that nobody knows', 'version: 1\npassword: !vault x\n', ['f.yaml:2:11: Unresolved tag: !vault']],
  [
    'a key that every object inherits from',
    'version: 1\n__proto__: { worker: { concurrency: 7 } }\n',
    ['f.yaml:2:1: __proto__ is not a key that Firedrill knows'],
  ],
  [
    'an escape that a terminal would obey',
    'version: 1\na: "\\\u001b"\n',
    ['f.yaml:2:5: Invalid escape sequence \\\\u{1b}'],
  ],
  ['a list', '\n- a\n', ['f.yaml:2:1: write keys and values, such as version: 1']],
  ['a text', 'hello\n', ['f.yaml:1:1: write keys and values, such as version: 1']],
])('places the mistake in a file with %s', (_, text, lines) => {
  expect(mistakesIn(text)).toEqual(lines);
});

test('finds several syntax errors of one file', () => {
  expect(mistakesIn('a: 1\na: 2\nb: 1\nb: 2\n')).toEqual([
    'f.yaml:2:1: Map keys must be unique',
    'f.yaml:4:1: Map keys must be unique',
  ]);
});

test('takes aliases, and YAML 1.2 where off is a word and 0o17 a number', () => {
  expect(readDocument('f.yaml', 'a: &x [1]\nb: *x\nproof: off\nn: 0o17\n').document?.value).toEqual({
    a: [1],
    b: [1],
    proof: 'off',
    n: 15,
  });
});

test('says where a path stands, and how much of it there is', () => {
  const { document } = readDocument('f.yaml', 'targets:\n  a:\n    - x\n    -   y: 1\n');
  expect(document?.locate(['targets', 'a', 1, 'y'])).toEqual({
    depth: 4,
    key: { file: 'f.yaml', line: 4, column: 9 },
    value: { file: 'f.yaml', line: 4, column: 12 },
  });
  expect(document?.locate(['targets', 'b', 'c'])).toEqual({
    depth: 1,
    key: { file: 'f.yaml', line: 1, column: 1 },
    value: { file: 'f.yaml', line: 2, column: 3 },
  });
});

test('counts columns in characters as editors do', () => {
  expect(readDocument('f.yaml', 'ä: {é: 1, x: 2}\n').document?.locate(['ä', 'x']).key.column).toBe(11);
});
