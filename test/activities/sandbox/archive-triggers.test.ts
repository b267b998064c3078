import { expect, test } from 'vitest';
import { isStructure, sortEntries } from '../../../src/activities/sandbox/archive-list.ts';

const TRIGGERS = [
  '1; 2620 7 TRIGGER public orders touch anna',
  '2; 0 0 COMMENT public TRIGGER touch ON orders anna',
  '3; 0 0 COMMENT my schema TRIGGER touch ON orders anna',
];
const OTHERS = ['4; 1259 8 TABLE public TRIGGER anna', '5; 1259 9 INDEX public TRIGGER x anna'];

test('restores triggers with their comments on their own', () => {
  const { first, triggers } = sortEntries([...TRIGGERS, ...OTHERS], []);
  expect({ first, triggers }).toEqual({ first: OTHERS, triggers: TRIGGERS });
});

test.each([
  'TABLE DATA public t anna',
  'MATERIALIZED VIEW DATA public v anna',
  'SEQUENCE SET public s anna',
  'BLOB - 1 anna',
])('does not count %s as structure', entry => {
  expect(isStructure(`1; 0 2 ${entry}`)).toBe(false);
  expect(isStructure('1; 0 2 TABLE public TABLE DATA anna')).toBe(true);
});
