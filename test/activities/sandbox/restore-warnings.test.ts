import { expect, test } from 'vitest';
import { restoreWarnings } from '../../../src/activities/sandbox/restore-errors.ts';

test.each([
  ['a count', 'pg_restore: warning: errors ignored on restore: 3\n', 'pg_restore: errors ignored on restore: 3'],
  ['a name', 'vacuumdb: warning: skipping "kim"\n', 'vacuumdb: skipping "…"'],
  ['its first line', 'pg_restore: warning: odd\nDETAIL:  Key (kim)\n', 'pg_restore: odd'],
])('tells what a program warned of: %s', (_, stderr, told) => {
  expect(restoreWarnings(stderr)).toEqual([told]);
});

test('leaves out errors, and what functions of the database say through the server', () => {
  const stderr =
    'pg_restore: error: could not execute query\nWARNING:  kim owes us\nNOTICE:  kim\npg_restore: dropping\n';
  expect(restoreWarnings(stderr)).toEqual([]);
});

test('tells twenty at most', () => {
  expect(restoreWarnings('pg_restore: warning: odd\n'.repeat(50))).toHaveLength(20);
});
