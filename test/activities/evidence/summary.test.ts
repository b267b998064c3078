import { expect, test } from 'vitest';
import { summaryOf, titleOf } from '../../../src/activities/evidence/summary.ts';
import type { EvidenceRecord } from '../../../src/domain/evidence.ts';
import type { ProofMode } from '../../../src/domain/policies.ts';
import { RESTORE_TEST } from './record.ts';

const { backup } = RESTORE_TEST;
if (backup === undefined) throw new TypeError('the record has a backup');
const BACKUP: EvidenceRecord = { ...RESTORE_TEST, run: { ...RESTORE_TEST.run, kind: 'backup' } };
const proven = (record: EvidenceRecord, mode: ProofMode): EvidenceRecord => ({
  ...record,
  backup: { ...backup, proof: { ...backup.proof, mode } },
});

test('a title says what was done to what', () => {
  expect([titleOf(RESTORE_TEST), titleOf(BACKUP)]).toEqual(['Restore test of orders', 'Backup of orders']);
});

test.each([
  ['full', ', and 3 tables with 1,204,377 rows are what they were when it was taken.'],
  ['counts', ', and 3 tables with 1,204,377 rows are as many as when it was taken; only their number was compared.'],
  ['off', '; its content was not compared, since the policy takes no proof.'],
] as const)('claims no more than a proof of mode %s covers', (mode, words) => {
  expect(summaryOf(proven(RESTORE_TEST, mode))).toBe(
    `20261121T020000Z-logical-7d1e0c44 was restored in 5 min 29 s${words}`,
  );
});

test.each([
  ['full', '3 tables with 1,204,377 rows of orders were dumped'],
  ['off', 'orders was dumped'],
] as const)('says what a backup with a proof of mode %s holds', (mode, words) => {
  expect(summaryOf(proven(BACKUP, mode))).toBe(
    `${words}, stored encrypted, verified and committed as 20261121T020000Z-logical-7d1e0c44.`,
  );
});

test('names the failure and the way on, as sentences', () => {
  const failure = { kind: 'DataDiffers', message: 'table public.a: 1 row lost', hint: 'take a new one' } as const;
  const record: EvidenceRecord = { ...RESTORE_TEST, verdict: 'failed', failure };
  expect(summaryOf(record)).toBe('Table public.a: 1 row lost. Take a new one.');
});

test('says of good data that came back late that both is so', () => {
  const failure = { kind: 'ObjectiveMissed', message: 'late' } as const;
  const checks = RESTORE_TEST.checks.map(check =>
    check.name === 'rto' ? { ...check, verdict: 'failed' as const } : check,
  );
  expect(summaryOf({ ...RESTORE_TEST, failure, checks })).toMatch(
    / are what they were when it was taken\. Missed: recovery time 5 min 29 s, objective 15 min 00 s\.$/,
  );
});

test('claims nothing where nothing was examined', () => {
  expect(summaryOf({ ...RESTORE_TEST, backup: undefined })).toBe('Nothing was examined.');
});

test('says of a verification no more than that what is stored was looked at', () => {
  const verified = {
    repository: { name: 'main', place: 's3://backups/orders' },
    chosen: 'all of 2',
    backups: [
      { backupId: 'a', verdict: 'passed' },
      { backupId: 'b', verdict: 'passed' },
    ],
  } as const;
  const verification = (read: boolean): EvidenceRecord => ({
    ...RESTORE_TEST,
    run: { ...RESTORE_TEST.run, kind: 'verify' },
    backup: undefined,
    verified: { ...verified, read },
  });
  expect(titleOf(verification(true))).toBe('Verification of orders');
  expect(summaryOf(verification(true))).toMatch(/^2 backups in main: every artifact was read to its end/);
  expect(summaryOf(verification(false))).toMatch(/; none was opened\.$/);
});
