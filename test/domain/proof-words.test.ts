import { expect, test } from 'vitest';
import { contentOf, describeEquality, describeProof } from '../../src/domain/proof-words.ts';

const summary = {
  recipe: 'firedrill-proof-1',
  tables: 4_000,
  rows: 15_607,
  largeObjects: 0,
  sequences: 2,
  notProven: 0,
} as const;
const EMPTY = { ...summary, tables: 0, rows: 0 };

test.each([
  ['4,000 tables with 15,607 rows, equal by count and fingerprint', { ...summary, mode: 'full' }],
  ['4,000 tables with 15,607 rows, equal in number of rows only', { ...summary, mode: 'counts' }],
  ['nothing was compared (proof: off)', { ...EMPTY, mode: 'off' }],
] as const)('says of a restore test: %s', (words, proof) => {
  expect(describeEquality(proof)).toBe(words);
});

test.each([
  ['4,000 tables with 15,607 rows proven (full)', { ...summary, mode: 'full' }],
  ['0 tables with 0 rows proven (counts)', { ...EMPTY, mode: 'counts' }],
  ['nothing proven (proof: off)', { ...EMPTY, mode: 'off' }],
] as const)('says of a backup: %s', (words, proof) => {
  expect(describeProof(proof)).toBe(words);
});

test('counts one table with one row as one', () => {
  expect(contentOf({ tables: 1, rows: 1 })).toBe('1 table with 1 row');
});
