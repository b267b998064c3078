import { describe, expect, test } from 'vitest';
import {
  assertDestination,
  type Destination,
  describeRestorePlan,
  namesOfSome,
  type RestorePlan,
} from '../../src/domain/restore-plan.ts';

const DESTINATION: Destination = {
  place: 'orders on db port 5432 as me',
  database: 'orders',
  serverVersion: '16.4',
  serverMajor: 16,
  systemIdentifier: '1',
  state: 'empty',
  objects: [],
};
const OPTIONS = { create: false, withGlobals: false, analyze: true };

describe('a destination', () => {
  test.each([
    ['that is empty', {}, OPTIONS],
    ['that is missing and may be made', { state: 'missing' as const }, { ...OPTIONS, create: true }],
    ['of a newer major', { serverMajor: 18 }, OPTIONS],
  ])('%s takes a backup', (_, changed, options) => {
    expect(() => assertDestination({ ...DESTINATION, ...changed }, 16, options)).not.toThrow();
  });

  test.each([
    ['of an older major', { serverMajor: 15, serverVersion: '15.8' }, OPTIONS, 'VersionUnsupported'],
    ['that is missing', { state: 'missing' as const }, OPTIONS, 'DatabaseMissing'],
    [
      'that is in use',
      { state: 'in use' as const, objects: ['relation a'] },
      { ...OPTIONS, create: true },
      'DestinationUnusable',
    ],
  ])('%s does not', (_, changed, options, kind) => {
    expect(() => assertDestination({ ...DESTINATION, ...changed }, 16, options)).toThrow(
      expect.objectContaining({ kind, hint: expect.any(String) }),
    );
  });
});

test('many names are told by the first three and the number of the rest', () => {
  expect(namesOfSome(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(namesOfSome(['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'b', 'c', 'and 2 more']);
});

test('a plan says what a person must know before it is carried out', () => {
  const plan = {
    kind: 'restore',
    backupId: '20261121T020000Z-logical-0badcafe',
    chosen: 'latest of 3 in /backups',
    takenAt: '2026-11-21T02:00:00Z',
    proof: '11 tables with 15,607 rows proven (full)',
    destination: { ...DESTINATION, state: 'missing' },
    options: { create: true, withGlobals: true, analyze: false },
    onSource: true,
    storedBytes: 1_000_000,
    databaseBytes: 9_000_000,
    digest: '0123456789abcdef',
  } as unknown as RestorePlan;
  expect(Object.fromEntries(describeRestorePlan(plan, '2026-11-21T08:00:00Z'))).toEqual({
    backup: '20261121T020000Z-logical-0badcafe (latest of 3 in /backups), 6 h 00 min old',
    proof: '11 tables with 15,607 rows proven (full)',
    into: 'orders on db port 5432 as me',
    server: 'PostgreSQL 16.4, the server the backup was taken from',
    does: 'the database is made as it was; roles that the server lacks are made first; no planner statistics are made; subscriptions are left out',
    size: '1.00 MB to fetch, about 9.00 MB in the database',
    takes: 'unknown: no restore test has measured it',
  });
});
