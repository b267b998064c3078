import { expect, test } from 'vitest';
import { judgeStatus, type StatusFacts } from '../../src/domain/status.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString();

const proven: StatusFacts = {
  objectives: { rpoMs: 24 * HOUR },
  newestBackup: { backupId: '20261121T020000Z-logical-2d3c4b5a', takenAt: ago(10) },
  lastBackupRun: { verdict: 'passed', startedAt: ago(10) },
  lastRestoreTest: { verdict: 'passed', startedAt: ago(3), proof: 'full' },
};
const failedRun = { verdict: 'failed', startedAt: ago(1) } as const;
const failedTest = { verdict: 'failed', startedAt: ago(3) } as const;
const old = { backupId: 'b', takenAt: ago(25) };

test.each<[string, Partial<StatusFacts>, string]>([
  ['backed up, restored and compared', {}, 'proven: restored and compared 3 h 00 min ago'],
  ['never tested', { lastRestoreTest: undefined }, 'unproven: no restore test has been run'],
  [
    'not testable',
    { lastRestoreTest: { verdict: 'inconclusive', startedAt: ago(3) } },
    'inconclusive: the last restore test could not be done',
  ],
  [
    'skipped by its test',
    { lastRestoreTest: { verdict: 'skipped', startedAt: ago(3) } },
    'inconclusive: the last restore test could not be done',
  ],
  [
    'tested by number of rows',
    { lastRestoreTest: { verdict: 'passed', startedAt: ago(3), proof: 'counts' } },
    'proven: restored 3 h 00 min ago, and as many rows as before: only their number was compared',
  ],
  [
    'tested without a proof',
    { lastRestoreTest: { verdict: 'passed', startedAt: ago(3), proof: 'off' } },
    'unproven: restored 3 h 00 min ago, but nothing was compared (proof: off)',
  ],
  [
    'too old by less than is shown',
    { objectives: { rpoMs: 25 * HOUR }, newestBackup: { backupId: 'b', takenAt: ago(25.1) } },
    'stale: the newest backup is 6 min 00 s more than 1 d 1 h old, the RPO is 1 d 1 h',
  ],
  ['too old', { newestBackup: old }, 'stale: the newest backup is 1 d 1 h old, the RPO is 1 d 0 h'],
  [
    'as old as no objective forbids',
    { newestBackup: old, objectives: {} },
    'proven: restored and compared 3 h 00 min ago',
  ],
  ['without a backup', { newestBackup: undefined, lastBackupRun: undefined }, 'unprotected: there is no backup'],
  ['failing its backup', { lastBackupRun: failedRun }, 'failed: the last backup run failed'],
  [
    'failing its backup in one of its repositories',
    { lastBackupRun: failedRun, newestBackup: { backupId: 'b', takenAt: ago(0.9), lacking: ['offsite'] } },
    'failed: the last backup run failed, and offsite lacks the newest backup',
  ],
  [
    'not in a repository that it was never meant for',
    { newestBackup: { backupId: 'b', takenAt: ago(10), lacking: ['offsite'] } },
    'proven: restored and compared 3 h 00 min ago',
  ],
  ['failing its restore test', { lastRestoreTest: failedTest }, 'failed: the last restore test failed'],
  ['out of sight', { unreadable: 'the bucket does not answer' }, 'unknown: the bucket does not answer'],
])('says of a target that is %s', (_, change, words) => {
  const { verdict, reason } = judgeStatus({ ...proven, ...change }, NOW);
  expect(`${verdict}: ${reason}`).toBe(words);
});

test.each<[string, Partial<StatusFacts>, string]>([
  [
    'a failed run over an old backup',
    { newestBackup: old, lastBackupRun: failedRun },
    'failed: the last backup run failed, and the newest backup is 1 d 1 h old, the RPO is 1 d 0 h',
  ],
  [
    'a failed run over no backup',
    { newestBackup: undefined, lastBackupRun: failedRun },
    'failed: the last backup run failed, and there is no backup',
  ],
  [
    'a failed test over an old backup',
    { newestBackup: old, lastRestoreTest: failedTest },
    'failed: the last restore test failed',
  ],
  [
    'an old backup over a missing test',
    { newestBackup: old, lastRestoreTest: undefined },
    'stale: the newest backup is 1 d 1 h old, the RPO is 1 d 0 h',
  ],
  ['what cannot be seen over all', { unreadable: 'no answer', lastRestoreTest: failedTest }, 'unknown: no answer'],
])('puts %s', (_, change, words) => {
  const { verdict, reason } = judgeStatus({ ...proven, ...change }, NOW);
  expect(`${verdict}: ${reason}`).toBe(words);
});

test('lets a backup rest that is exactly as old as the objective', () => {
  expect(judgeStatus({ ...proven, newestBackup: { backupId: 'b', takenAt: ago(24) } }, NOW).verdict).toBe('proven');
});

test('forgives a failed run that a later backup made up for', () => {
  expect(judgeStatus({ ...proven, lastBackupRun: { verdict: 'failed', startedAt: ago(11) } }, NOW).verdict).toBe(
    'proven',
  );
});

test('compares instants, not their spelling', () => {
  const facts: StatusFacts = {
    ...proven,
    newestBackup: { backupId: 'b', takenAt: '2026-11-21T02:00:00.5Z' },
    lastBackupRun: { verdict: 'failed', startedAt: '2026-11-21T02:00:00Z' },
  };
  expect(judgeStatus(facts, NOW).verdict).toBe('proven');
});
