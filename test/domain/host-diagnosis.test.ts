import { describe, expect, test } from 'vitest';
import {
  judgeFolder,
  judgeGround,
  judgeLeftovers,
  judgePostgres,
  judgeSandboxServer,
  judgeSpace,
} from '../../src/domain/host-diagnosis.ts';

describe('a folder', () => {
  const own = { path: '/spool', owner: { uid: 7, mode: 0o700 }, writable: true, workerUid: 7 };
  test.each([
    ['that is the worker’s own', own, 'ok'],
    ['that others may look into', { ...own, owner: { uid: 7, mode: 0o750 } }, 'warning'],
    ['that others may pass through', { ...own, owner: { uid: 7, mode: 0o711 } }, 'warning'],
    ['that others may write', { ...own, owner: { uid: 7, mode: 0o722 } }, 'failed'],
    ['that is sticky', { ...own, owner: { uid: 7, mode: 0o1777 } }, 'warning'],
    ['of somebody else', { ...own, owner: { uid: 0, mode: 0o700 } }, 'warning'],
    ['that the worker may not write', { ...own, writable: false }, 'failed'],
    ['that is not there yet', { ...own, owner: undefined }, 'ok'],
    ['that cannot be made', { ...own, owner: undefined, writable: false }, 'failed'],
  ])('%s', (_, facts, verdict) => {
    const finding = judgeFolder('host', 'spool folder', facts);
    expect(finding.verdict).toBe(verdict);
    expect(finding.hint === undefined).toBe(verdict === 'ok');
  });

  test('that a sandbox’s user must pass through may be open for that', () => {
    const facts = { ...own, owner: { uid: 7, mode: 0o711 } };
    expect(judgeFolder('host', 'state folder', facts, true).verdict).toBe('ok');
  });
});

test.each([
  ['spool', 'disk', 'ok'],
  ['spool', 'memory', 'warning'],
  ['spool', 'temporary folder', 'warning'],
  ['repository', 'disk', 'ok'],
  ['repository', 'memory', 'failed'],
  ['repository', 'temporary folder', 'warning'],
  ['repository', 'container layer', 'warning'],
  ['sandbox', 'memory', 'warning'],
  ['sandbox', 'temporary folder', 'ok'],
] as const)('a %s on %s: %s', (use, ground, verdict) => {
  expect(judgeGround('host', 'lasting', use, ground).verdict).toBe(verdict);
});

test.each([
  [99, 100, 'failed'],
  [100, 100, 'warning'],
  [199, 100, 'warning'],
  [200, 100, 'ok'],
  [200, undefined, 'skipped'],
])('%i bytes free where %s are needed: %s', (free, needed, verdict) => {
  expect(judgeSpace('host', 'spool space', free, needed, 'free some').verdict).toBe(verdict);
});

test('leftovers are counted, with the way to remove them', () => {
  expect(judgeLeftovers('host', 'leftovers', 0).verdict).toBe('ok');
  expect(judgeLeftovers('host', 'leftovers', 1)).toMatchObject({
    verdict: 'warning',
    found: '1 leftover of dead runs',
    hint: 'firedrill doctor --sweep removes them',
  });
});

describe('PostgreSQL of a host', () => {
  const found = [
    { major: 15, version: '15.18', hasServer: true },
    { major: 16, version: '16.14', hasServer: false },
  ];
  test('is listed with its servers', () => {
    expect(judgePostgres(found)).toMatchObject({ verdict: 'ok', found: '15.18 with server, 16.14' });
    expect(judgePostgres([]).verdict).toBe('failed');
  });

  test.each([
    [15, 'ok'],
    [16, 'failed'],
    [18, 'failed'],
    [undefined, 'skipped'],
  ])('for restore tests of major %s: %s', (major, verdict) => {
    expect(judgeSandboxServer(major, found).verdict).toBe(verdict);
  });
});
