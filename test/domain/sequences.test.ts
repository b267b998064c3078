import { expect, test } from 'vitest';
import type { SequencePosition } from '../../src/domain/proof.ts';
import { compareSequences, type RestoredSequence, spanSequences } from '../../src/domain/sequences.ts';

const at = (lastValue: number, isCalled = true): SequencePosition => ({ lastValue: String(lastValue), isCalled });
const name = { schema: 'public', name: 'track_id_seq' };
const expected = [{ ...name, before: at(100), after: at(140) }];
const judge = (restored: Omit<RestoredSequence, 'schema' | 'name'>) =>
  compareSequences(expected, [{ ...name, ...restored }]).map(({ verdict, detail }) => detail ?? verdict);

const BEHIND = 'the sequence is behind: its next values were handed out before';

test.each([
  ['as it was before the dump', at(100)],
  ['as it was after the dump', at(140)],
  ['between the two', at(120)],
])('lets a sequence of the archive stand %s', (_, position) => {
  expect(judge({ archived: position, found: position })).toEqual(['passed']);
});

test.each([
  ['behind the archive', { archived: at(120), found: at(110) }, BEHIND],
  ['one behind, since its value was handed out', { archived: at(120), found: at(120, false) }, BEHIND],
  ['ahead of the archive', { archived: at(120), found: at(121) }, 'the sequence is not where the archive sets it'],
  ['where the archive sets it, behind where it stood before', { archived: at(99), found: at(99) }, BEHIND],
  [
    'where the archive sets it, ahead of where it stood after',
    { archived: at(141), found: at(141) },
    'the sequence is ahead of where it stood after the dump',
  ],
  ['behind, where the archive says nothing', { found: at(1, false) }, BEHIND],
])('finds a sequence that stands %s', (_, restored, words) => {
  expect(judge(restored)).toEqual([words]);
});

test('holds a sequence that the archive does not set against what was read around the dump', () => {
  expect(judge({ found: at(101) })).toEqual(['passed']);
});

test('lets a sequence stand that counts downwards', () => {
  const downwards = [{ ...name, before: at(-100), after: at(-140) }];
  const position = at(-120);
  expect(compareSequences(downwards, [{ ...name, archived: position, found: position }])).toMatchObject([
    { verdict: 'passed' },
  ]);
});

test('tells values beyond 2^53 apart', () => {
  const [last, next] = ['9223372036854775806', '9223372036854775807'].map(lastValue => ({ lastValue, isCalled: true }));
  if (last === undefined || next === undefined) throw new TypeError('two positions are given');
  const checks = compareSequences([{ ...name, before: next, after: next }], [{ ...name, archived: next, found: last }]);
  expect(checks).toMatchObject([{ verdict: 'failed', detail: BEHIND }]);
});

test('names a sequence that is missing', () => {
  expect(compareSequences(expected, [])).toMatchObject([
    {
      name: 'sequence public.track_id_seq',
      required: true,
      verdict: 'failed',
      expected: { lastValue: '100', isCalled: true },
      found: null,
      detail: 'the sequence is not there after the restore',
    },
  ]);
});

test('says where the expectation comes from', () => {
  const sources = [{ archived: at(120), found: at(120) }, { found: at(120) }].map(
    restored => compareSequences(expected, [{ ...name, ...restored }])[0]?.source,
  );
  expect(sources).toEqual(['SEQUENCE SET of the archive', 'read before the dump']);
});

test('does not let one sequence stand for another whose name reads alike', () => {
  const [left, right] = [
    { schema: 'a.b', name: 'c' },
    { schema: 'a', name: 'b.c' },
  ];
  const span = { before: at(5), after: at(5) };
  const checks = compareSequences(
    [
      { ...left, ...span },
      { ...right, ...span },
    ],
    [{ ...right, found: at(5) }],
  );
  expect(checks.map(({ verdict }) => verdict)).toEqual(['failed', 'passed']);
});

test('notes where each sequence stood before and after, and takes none for another whose name reads alike', () => {
  const [left, right] = [
    { schema: 'a.b', name: 'c' },
    { schema: 'a', name: 'b.c' },
  ];
  const before = [
    { ...left, position: at(5) },
    { ...right, position: at(100) },
  ];
  const after = [
    { ...left, position: at(6) },
    { ...right, position: at(107) },
  ];
  expect(spanSequences(before, after)).toEqual([
    { ...left, before: at(5), after: at(6) },
    { ...right, before: at(100), after: at(107) },
  ]);
});

test('leaves a sequence that went away during the dump where it was', () => {
  expect(spanSequences([{ ...name, position: at(5) }], [])).toEqual([{ ...name, before: at(5), after: at(5) }]);
});
