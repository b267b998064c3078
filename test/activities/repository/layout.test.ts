import { expect, test } from 'vitest';
import {
  artifactKey,
  backupPrefix,
  backupsPrefix,
  chainKey,
  claimKey,
  contentKeyKey,
  DESCRIPTION_KEY,
  evidenceKey,
  manifestKey,
  parseBackupKey,
  parseReadingKey,
  readingKey,
} from '../../../src/activities/repository/layout.ts';
import { BACKUP } from './backup.ts';

const { target, backupId } = BACKUP;

test.each([
  ['the description', DESCRIPTION_KEY, 'firedrill.json'],
  ['a content key', contentKeyKey('0b9f2c1e-4f2e'), 'keys/0b9f2c1e-4f2e.json'],
  ['the backups of a target', backupsPrefix(target), 'targets/orders/backups/'],
  ['a backup', backupPrefix(target, backupId), `targets/orders/backups/${backupId}/`],
  ['a manifest', manifestKey(target, backupId), `targets/orders/backups/${backupId}/manifest.json`],
  ['a claim', claimKey(target, backupId), `targets/orders/backups/${backupId}/run.json`],
  ['an artifact', artifactKey(target, backupId, 'main.enc'), `targets/orders/backups/${backupId}/main.enc`],
  [
    'evidence',
    evidenceKey('20261121T020000Z-backup-orders-89abcdef', 'md'),
    'evidence/2026/20261121T020000Z-backup-orders-89abcdef.md',
  ],
  ['the memory of a reading', readingKey(target, backupId), `evidence/readings/orders/${backupId}.json`],
  ['a link of the chain of evidence', chainKey(42), 'evidence/chain/000000042.json'],
])('%s lies where the format says', (_, key, expected) => {
  expect(key).toBe(expected);
});

test('reads the parts of a key of a backup', () => {
  expect(parseBackupKey(manifestKey(target, backupId))).toEqual({ target, backupId, file: 'manifest.json' });
});

test.each([
  ['has no backup id', 'targets/orders/backups/latest/manifest.json'],
  ['has a folder more', `targets/orders/backups/${backupId}/old/manifest.json`],
  ['has a folder less', `targets/orders/backups/manifest.json`],
  ['has no file', `targets/orders/backups/${backupId}/`],
  ['is of the archive', 'targets/orders/wal/00000001/000000010000000000000001'],
  ['only contains one', `copy/targets/orders/backups/${backupId}/manifest.json`],
  ['has an empty target', `targets//backups/${backupId}/manifest.json`],
  ['has an id with a line break', `targets/orders/backups/${backupId}\n/manifest.json`],
  ['has an id in upper case', `targets/orders/backups/${backupId.toUpperCase()}/manifest.json`],
])('sees no backup in a key that %s', (_, key) => {
  expect(parseBackupKey(key)).toBeUndefined();
});

test('numbers in the chain of evidence sort like their keys', () => {
  const keys = [1, 2, 10, 99, 100, 12_345, 999_999_999].map(chainKey);
  expect(keys.toSorted()).toEqual(keys);
});

test('reads the backup of a key of a reading', () => {
  expect(parseReadingKey(readingKey(target, backupId))).toEqual({ target, backupId });
});

test.each([
  'evidence/readings/orders/latest.json',
  'evidence/readings/orders/old/20261121T020000Z-logical-89abcdef.json',
  'evidence/2026/20261121T020000Z-verify-orders-89abcdef.json',
])('sees no reading in %s', key => {
  expect(parseReadingKey(key)).toBeUndefined();
});
