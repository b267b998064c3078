import { expect, test } from 'vitest';
import { sortEntries, withoutPrivileged } from '../../../src/activities/sandbox/archive-list.ts';
import { isRefusal } from '../../../src/activities/sandbox/restore-errors.ts';

const ENTRIES = [
  '215; 1259 16386 TABLE public ROW SECURITY owner',
  '3001; 0 16386 ROW SECURITY public orders owner',
  '3002; 3256 16390 POLICY public orders own owner',
  '3003; 3466 16391 EVENT TRIGGER - watch owner',
];

test('a role without privileges leaves row-level security off and event triggers out, and says so', () => {
  const { first, eventTriggers, leftOut } = withoutPrivileged(sortEntries(ENTRIES, []));
  expect(first).toEqual([ENTRIES[0], ENTRIES[2]]);
  expect(eventTriggers).toEqual([]);
  expect(leftOut.map(({ object }) => object)).toEqual([
    'ROW SECURITY public orders owner',
    'EVENT TRIGGER - watch owner',
  ]);
});

test.each([
  ['CREATE FUNCTION public.leak: ERROR: only superuser can define a leakproof function', true],
  ['CREATE PUBLICATION p FOR ALL TABLES: ERROR: must be superuser to create FOR ALL TABLES publication', true],
  ['CREATE EVENT TRIGGER x: ERROR: permission denied to create event trigger "x"', true],
  ['ALTER TABLE public.t: ERROR: must be owner of table t', true],
  ['CREATE VIEW public.v: ERROR: relation "public.superuser" does not exist', false],
  ['COPY failed for table "t": ERROR: duplicate key value violates unique constraint "t_pkey"', false],
])('%s: a refusal is %s', (error, refused) => {
  expect(isRefusal(error)).toBe(refused);
});
