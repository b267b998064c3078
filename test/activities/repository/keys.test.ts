import { expect, test } from 'vitest';
import { safeKey, safePrefix } from '../../../src/activities/repository/keys.ts';
import {
  artifactKey,
  chainKey,
  claimKey,
  contentKeyKey,
  DESCRIPTION_KEY,
  evidenceKey,
  manifestKey,
} from '../../../src/activities/repository/layout.ts';
import { BACKUP } from './backup.ts';

test.each([
  DESCRIPTION_KEY,
  contentKeyKey('0b9f2c1e-4f2e9a7c01d3b5e6'),
  manifestKey(BACKUP.target, BACKUP.backupId),
  claimKey(BACKUP.target, BACKUP.backupId),
  artifactKey(BACKUP.target, BACKUP.backupId, `${'a'.repeat(63)}-01234567.pgdump.zst.enc`),
  evidenceKey(`20261121T020000Z-restore-test-${'a'.repeat(63)}-89abcdef`, 'html'),
  chainKey(1),
])('lets %s pass, which Firedrill writes', key => {
  expect(safeKey(key)).toBe(key);
});

test.each(['', 'targets/', 'targets/orders/backups/', 'targets/or'])('lets the prefix "%s" pass', prefix => {
  expect(safePrefix(prefix)).toBe(prefix);
});

test('shows a refused key without its control characters, and not at any length', () => {
  expect(() => safeKey('a\u001b[2J')).toThrow('"a\\u001b[2J" is not a key that Firedrill would write');
  expect(() => safeKey('../'.repeat(10_000))).toThrow(/^.{1,150}$/);
});
