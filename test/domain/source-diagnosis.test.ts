import { describe, expect, test } from 'vitest';
import {
  endOfLife,
  judgeClock,
  judgeLoad,
  judgePassword,
  judgePooler,
  judgeRole,
  judgeServer,
  judgeStandby,
} from '../../src/domain/source-diagnosis.ts';

test.each([
  [9_999, 'ok'],
  [10_000, 'ok'],
  [10_001, 'warning'],
  [-10_001, 'warning'],
])('clocks that are %i ms apart are %s', (skewMs, verdict) => {
  expect(judgeClock(skewMs).verdict).toBe(verdict);
});

test('says which clock is ahead', () => {
  expect(judgeClock(60_000).found).toBe('the server’s is 1 min 00 s ahead of this host’s');
  expect(judgeClock(-60_000).found).toBe('the server’s is 1 min 00 s behind this host’s');
});

test('a process id that is not the one that was announced shows a pooler', () => {
  expect(judgePooler(41, 41).verdict).toBe('ok');
  expect(judgePooler(41, 42).verdict).toBe('failed');
  expect(judgePooler(null, 42).verdict).toBe('failed');
});

test.each([
  ['default', 'warning'],
  ['own', 'ok'],
  ['none', 'ok'],
] as const)('a password that is %s: %s', (kind, verdict) => {
  expect(judgePassword('"backup"', kind).verdict).toBe(verdict);
});

test.each([
  ['2026-11-12T23:59:59Z', 'ok'],
  ['2026-11-13T00:00:00Z', 'warning'],
])('PostgreSQL 14 at %s: %s', (now, verdict) => {
  expect(judgeServer('orders', '14.20', 14, Date.parse(now)).verdict).toBe(verdict);
});

test.each([
  [14, '2026-11-21', 'no fixes since 2026-11-12'],
  [15, '2026-11-21', undefined],
  [18, '2030-11-15', 'no fixes since 2030-11-14'],
  [19, '2040-01-01', undefined],
])('M15: of PostgreSQL %i on %s it is said: %s', (major, today, sentence) => {
  expect(endOfLife(major, Date.parse(today))).toBe(sentence);
});

test('a role is told with the rights that matter', () => {
  const role = { name: 'backup', superuser: false, readsAll: true, bypassRls: true };
  expect(judgeRole(role).found).toBe('backup, no superuser, with pg_read_all_data and BYPASSRLS');
  expect(judgeRole({ ...role, superuser: true }).found).toContain('a superuser');
});

test('a standby without feedback is warned of, and how old its data are', () => {
  const facts = { standby: true, feedback: false, replayAgeMs: 120_000 };
  expect(judgeStandby(facts)).toMatchObject({ verdict: 'warning', found: expect.stringContaining('2 min 00 s ago') });
  expect(judgeStandby({ ...facts, feedback: true }).verdict).toBe('ok');
  expect(judgeStandby({ standby: false, feedback: false, replayAgeMs: null }).verdict).toBe('ok');
});

describe('the load of a server', () => {
  const calm = {
    tables: 100,
    lockPlaces: 200,
    freeConnections: 4,
    neededConnections: 4,
    heldTables: [],
    oldSnapshotMs: -1,
  };
  test.each([
    ['has room', {}, []],
    ['has too few places for locks', { tables: 101 }, ['locks']],
    ['holds a table', { heldTables: ['public.orders'] }, ['locks']],
    ['has too few connections', { freeConnections: 3 }, ['connections']],
    ['gives up snapshots', { oldSnapshotMs: 60_000 }, ['snapshot']],
  ])('that %s', (_, changed, warned) => {
    const findings = judgeLoad({ ...calm, ...changed });
    expect(findings.filter(({ verdict }) => verdict === 'warning').map(({ label }) => label)).toEqual(warned);
  });
});
