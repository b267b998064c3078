import { expect, test } from 'vitest';
import { compareContent } from '../../src/domain/comparison.ts';
import { describeCheck } from '../../src/domain/observations.ts';
import { fingerprintOf, type Proof, type TableProof } from '../../src/domain/proof.ts';
import { overallVerdict } from '../../src/domain/verdicts.ts';

const fingerprint = (xor: bigint, sum: bigint) => fingerprintOf({ rows: 0, xor, sum });
const track: TableProof = {
  schema: 'public',
  name: 'track',
  kind: 'table',
  columns: ['id', 'name', 'price'],
  rows: 347,
  fingerprint: fingerprint(31n, 900n),
};
const genre: TableProof = { ...track, name: 'genre', rows: 25, fingerprint: fingerprint(7n, 70n) };
const proof: Proof = {
  recipe: 'firedrill-proof-1',
  mode: 'full',
  tables: [track, genre],
  largeObjects: [],
  sequences: [],
  notProven: [],
};

/** What the comparison says where `track` came back as `found`. */
const accusations = (found: readonly TableProof[]) =>
  compareContent(proof, { ...proof, tables: found })
    .filter(({ verdict }) => verdict === 'failed')
    .map(describeCheck);

test('never accuses a clean backup, in whichever order its tables are read', () => {
  const checks = compareContent(proof, { ...proof, tables: [genre, track] });
  expect(checks.map(({ name, verdict, detail }) => ({ name, verdict, detail }))).toEqual([
    { name: 'table public.track', verdict: 'passed', detail: undefined },
    { name: 'table public.genre', verdict: 'passed', detail: undefined },
  ]);
});

test.each([
  [
    'a changed row',
    { fingerprint: fingerprint(30n, 905n) },
    'as many rows, but not the same content (a changed value, or an equal one written differently, such as 1.0 for 1.00) (expected rows 347, fingerprint 000000000000001f:384; found rows 347, fingerprint 000000000000001e:389)',
  ],
  [
    'an equal value written differently, which the sum alone may show',
    { fingerprint: fingerprint(31n, 901n) },
    'as many rows, but not the same content (a changed value, or an equal one written differently, such as 1.0 for 1.00) (expected rows 347, fingerprint 000000000000001f:384; found rows 347, fingerprint 000000000000001f:385)',
  ],
  [
    'a lost row',
    { rows: 346, fingerprint: fingerprint(2n, 890n) },
    '1 row lost (expected rows 347, fingerprint 000000000000001f:384; found rows 346, fingerprint 0000000000000002:37a)',
  ],
  [
    'two lost rows that were equal and leave the exclusive-or as it was',
    { rows: 345, fingerprint: fingerprint(31n, 880n) },
    '2 rows lost (expected rows 347, fingerprint 000000000000001f:384; found rows 345, fingerprint 000000000000001f:370)',
  ],
  [
    'rows that came twice',
    { rows: 694, fingerprint: fingerprint(0n, 1_800n) },
    '347 rows too many (expected rows 347, fingerprint 000000000000001f:384; found rows 694, fingerprint 0000000000000000:708)',
  ],
  [
    'a column that is not there',
    { columns: ['id', 'name'], fingerprint: fingerprint(1n, 1n) },
    'the columns are not those that were backed up (expected rows 347, fingerprint 000000000000001f:384; found rows 347, fingerprint 0000000000000001:1)',
  ],
])('names table, count and fingerprint of %s', (_, change, words) => {
  expect(accusations([{ ...track, ...change }, genre])).toEqual([`table public.track: ${words}`]);
});

test('names a table that is missing', () => {
  expect(accusations([track])).toEqual([
    'table public.genre: the table is not there after the restore (expected rows 25, fingerprint 0000000000000007:46; found nothing)',
  ]);
});

test('names a table that nobody backed up', () => {
  expect(accusations([track, genre, { ...genre, name: 'extra', rows: 1 }])).toEqual([
    'table public.extra: the table was not in the database that was backed up (expected nothing; found rows 1, fingerprint 0000000000000007:46)',
  ]);
});

test('does not let one table stand for another whose name reads alike', () => {
  const [left, right] = [
    { ...track, schema: 'a.b', name: 'c' },
    { ...track, schema: 'a', name: 'b.c' },
  ];
  const checks = compareContent({ ...proof, tables: [left, right] }, { ...proof, tables: [right] });
  expect(checks.map(({ verdict }) => verdict)).toEqual(['failed', 'passed']);
});

test('compares counts alone where the proof has counts alone', () => {
  const counted = { ...proof, mode: 'counts', tables: [{ ...track, fingerprint: undefined }] } as const;
  expect(compareContent(counted, counted)).toMatchObject([{ verdict: 'passed', expected: { rows: 347 } }]);
});

test('reports generated columns that a restore computed otherwise, without failing the backup', () => {
  const generated = { columns: ['total'], fingerprint: fingerprint(1n, 1n) };
  const [expected, found] = [generated, { ...generated, fingerprint: fingerprint(2n, 2n) }];
  const checks = compareContent(
    { ...proof, tables: [{ ...track, generated: expected }] },
    { ...proof, tables: [{ ...track, generated: found }] },
  );
  expect(checks).toMatchObject([
    { name: 'table public.track', verdict: 'passed' },
    { name: 'generated columns of public.track', verdict: 'failed', required: false },
  ]);
  expect(overallVerdict(checks)).toBe('passed');
});
