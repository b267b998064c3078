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
    space: {
      fetched: { place: '/state on db', neededBytes: 10_000_000, freeBytes: 9_000_000 },
      database: { neededBytes: 9_000_000, unknown: 'the server is elsewhere' },
    },
    digest: '0123456789abcdef',
  } as unknown as RestorePlan;
  const lines = describeRestorePlan(plan, '2026-11-21T08:00:00Z');
  expect(lines.filter(([label]) => label === 'space').map(([, text]) => text)).toEqual([
    '/state on db: about 10.0 MB needed, 9.00 MB free, which is not enough',
    'at the destination: about 9.00 MB needed, free is not known: the server is elsewhere',
  ]);
  expect(Object.fromEntries(lines.filter(([label]) => label !== 'space'))).toEqual({
    backup: '20261121T020000Z-logical-0badcafe (latest of 3 in /backups), 6 h 00 min old',
    proof: '11 tables with 15,607 rows proven (full)',
    into: 'orders on db port 5432 as me',
    server: 'PostgreSQL 16.4, the server the backup was taken from',
    does: 'the database is made as it was; roles that the server lacks are made first; no planner statistics are made; subscriptions are left out',
    size: '1.00 MB to fetch, about 9.00 MB in the database',
    takes: 'unknown: no restore test has measured it',
  });
});

test('an excerpt is told line by line, and the room that it takes at most', () => {
  const plan = {
    takenAt: '2026-11-21T02:00:00Z',
    destination: { ...DESTINATION, state: 'in use' },
    options: OPTIONS,
    storedBytes: 1,
    databaseBytes: 9_000_000,
    space: {
      fetched: { place: '/state on db', neededBytes: 1, freeBytes: 2 },
      database: { neededBytes: 9_000_000, place: '/data on db', freeBytes: 10_000_000 },
    },
    excerpt: {
      asked: { kind: 'tables', tables: [{ schema: 'public', name: 'Odd name' }] },
      tables: 2,
      added: ['TABLE public parent'],
      brought: ['TYPE public mood'],
      uses: ['SCHEMA app'],
      leftOut: [{ object: 'VIEW public v', reason: 'it was not chosen' }],
    },
  } as unknown as RestorePlan;
  const lines = describeRestorePlan(plan, '2026-11-21T08:00:00Z').map(line => line.join(': '));
  expect(lines).toEqual(
    expect.arrayContaining([
      'does: the database is in use: nothing that is there is changed; subscriptions are left out',
      'excerpt: table public."Odd name": 2 tables with rows, compared alone after it',
      'comes too: TABLE public parent',
      'brings: TYPE public mood',
      'uses: SCHEMA app',
      'left out: VIEW public v: it was not chosen',
      'space: /data on db: at most about 9.00 MB needed, 10.0 MB free',
    ]),
  );
});
