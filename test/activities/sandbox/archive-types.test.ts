import { expect, test } from 'vitest';
import { isStructure, sortEntries } from '../../../src/activities/sandbox/archive-list.ts';

test.each([
  ['a table', '215; 1259 16400 TABLE public orders shop', true],
  ['a table in a schema called DATA', '215; 1259 16400 TABLE DATA orders shop', true],
  ['its rows', '3423; 0 16400 TABLE DATA DATA orders shop', false],
  ['a materialised view in a schema called DATA', '216; 1259 16401 MATERIALIZED VIEW DATA totals shop', true],
  ['a sequence in a schema called SET', '217; 1259 16402 SEQUENCE SET numbers shop', true],
  ['its value', '3424; 0 0 SEQUENCE SET SET numbers shop', false],
])('of %s an entry tells whether it is structure', (_, entry, expected) => {
  expect(isStructure(entry)).toBe(expected);
});

test('a sequence in a schema called SET is made with the schema, and its value set last', () => {
  const [made, set] = ['217; 1259 16402 SEQUENCE SET numbers shop', '3424; 0 0 SEQUENCE SET SET numbers shop'];
  expect(sortEntries([set ?? '', made ?? ''], [])).toMatchObject({ first: [made], sequences: [set] });
});
