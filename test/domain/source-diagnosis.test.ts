import { describe, expect, test } from 'vitest';
import {
  judgeClock,
  judgeLoad,
  judgePassword,
  judgePooler,
  judgeRole,
  judgeServer,
  judgeStandby,
  judgeTransport,
} from '../../src/domain/source-diagnosis.ts';

const TLS = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };

describe('the way to the server', () => {
  test.each([
    ['a socket', { host: '/run/postgresql', sslmode: 'prefer', tls: null }, 'ok'],
    ['loopback without TLS', { host: '127.0.0.1', sslmode: 'prefer', tls: null }, 'ok'],
    ['a name that stands for loopback', { host: 'db', address: '127.0.0.1', sslmode: 'prefer', tls: null }, 'ok'],
    ['a name that only begins like loopback', { host: 'localhost.example', sslmode: 'prefer', tls: null }, 'warning'],
    ['the network without TLS', { host: 'db', sslmode: 'prefer', tls: null }, 'warning'],
    ['TLS to a verified server', { host: 'db', sslmode: 'verify-full', tls: TLS }, 'ok'],
    ['TLS whose name nobody checks', { host: 'db', sslmode: 'verify-ca', tls: TLS }, 'warning'],
    ['TLS that nobody verifies', { host: 'db', sslmode: 'require', tls: TLS }, 'warning'],
    ['old TLS', { host: 'db', sslmode: 'verify-full', tls: { ...TLS, version: 'TLSv1.1' } }, 'warning'],
  ])('%s', (_, facts, verdict) => {
    const finding = judgeTransport(facts);
    expect(finding.verdict).toBe(verdict);
    expect(finding.hint === undefined).toBe(verdict === 'ok');
  });

  test('says the version and the cipher that the server sees', () => {
    const { found } = judgeTransport({ host: 'db', sslmode: 'verify-full', tls: TLS });
    expect(found).toBe('TLSv1.3, TLS_AES_256_GCM_SHA384, sslmode verify-full');
  });
});

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
