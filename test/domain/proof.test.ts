import { expect, test } from 'vitest';
import { fingerprintOf, foldTotals, identityOf, qualifiedName, summariseProof } from '../../src/domain/proof.ts';

test('a fingerprint is the exclusive-or in 16 hex digits and the sum', () => {
  expect(fingerprintOf({ rows: 1, xor: 255n, sum: 4_096n })).toBe('00000000000000ff:1000');
});

test('an empty table has a fingerprint too', () => {
  expect(fingerprintOf({ rows: 0, xor: 0n, sum: 0n })).toBe('0000000000000000:0');
});

test('a negative hash of the server is written as its 64 bits', () => {
  expect(fingerprintOf({ rows: 1, xor: -1n, sum: 1n })).toBe('ffffffffffffffff:1');
});

test('two equal rows cancel out in the exclusive-or and are seen in the sum', () => {
  const row = { rows: 1, xor: 77n, sum: 9n };
  expect(foldTotals([row, row])).toEqual({ rows: 2, xor: 0n, sum: 18n });
  expect(fingerprintOf(foldTotals([row, row]))).not.toBe(fingerprintOf(foldTotals([])));
});

test('a sum beyond 2^53 keeps its last digit', () => {
  const large = { rows: 1, xor: 0n, sum: 9_007_199_254_740_993n };
  expect(fingerprintOf(large)).not.toBe(fingerprintOf({ ...large, sum: 9_007_199_254_740_992n }));
});

test('a partitioned table has one fingerprint, in whichever leaf its rows lie', () => {
  const [a, b, c] = [
    { rows: 1, xor: 3n, sum: 30n },
    { rows: 2, xor: -5n, sum: 50n },
    { rows: 4, xor: 9n, sum: 90n },
  ];
  const totals = foldTotals([foldTotals([a, b]), c]);
  expect(foldTotals([c, foldTotals([b, a])])).toEqual(totals);
  expect(totals.rows).toBe(7);
});

test('tells objects apart whose names read alike', () => {
  const [left, right] = [
    { schema: 'a.b', name: 'c' },
    { schema: 'a', name: 'b.c' },
  ];
  expect(qualifiedName(left)).toBe(qualifiedName(right));
  expect(identityOf(left)).not.toBe(identityOf(right));
});

test('sums up a proof for the manifest', () => {
  const table = { schema: 'public', kind: 'table', columns: ['id'] } as const;
  const position = { lastValue: '1', isCalled: true };
  const proof = {
    recipe: 'firedrill-proof-1',
    mode: 'counts',
    tables: [
      { ...table, name: 'a', rows: 2 },
      { ...table, name: 'b', rows: 3 },
    ],
    largeObjects: [{ oid: 16_385, sizeBytes: 10 }],
    sequences: [{ schema: 'public', name: 's', before: position, after: position }],
    notProven: [{ object: 'public.f', schema: 'public', name: 'f', reason: 'foreign table' }],
  } as const;
  expect(summariseProof(proof)).toEqual({
    recipe: 'firedrill-proof-1',
    mode: 'counts',
    tables: 2,
    rows: 5,
    largeObjects: 1,
    sequences: 1,
    notProven: 1,
  });
});
