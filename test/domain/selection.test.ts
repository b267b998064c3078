import { expect, test } from 'vitest';
import type { BackupId } from '../../src/domain/runs.ts';
import { isBackupId } from '../../src/domain/runs.ts';
import { chooseBackup, formatBackupChoice, parseBackupChoice } from '../../src/domain/selection.ts';

const ids: readonly BackupId[] = [
  '20261121T020000Z-logical-0000000c',
  '20261119T020000Z-logical-0000000a',
  '20261120T020000Z-logical-0000000b',
].filter(isBackupId);
const [newest, oldest, middle] = ids;

test.each(['latest', 'random', '20261120T020000Z-logical-0000000b'])('reads %s and writes it again', text => {
  expect(formatBackupChoice(parseBackupChoice(text))).toBe(text);
});

test.each(['', 'newest', 'LATEST', '../etc'])('refuses %j with the command that helps', text => {
  expect(() => parseBackupChoice(text)).toThrow(
    expect.objectContaining({ kind: 'UsageInvalid', hint: 'firedrill list shows the ids' }),
  );
});

test('takes the newest backup in whichever order they are listed', () => {
  expect(chooseBackup(ids, { kind: 'latest' }, 'orders', 0)).toBe(newest);
});

test.each([
  [0, oldest],
  [0.34, middle],
  [0.999_999, newest],
])('takes any backup by chance: %f', (fraction, backupId) => {
  expect(chooseBackup(ids, { kind: 'random' }, 'orders', fraction)).toBe(backupId);
});

test('takes the named backup', () => {
  expect(chooseBackup(ids, parseBackupChoice('20261119T020000Z-logical-0000000a'), 'orders', 0)).toBe(oldest);
});

test('finds no backup that is not there, rather than another one', () => {
  const choice = parseBackupChoice('20261118T020000Z-logical-0000000a');
  expect(() => chooseBackup(ids, choice, 'orders', 0)).toThrow(
    expect.objectContaining({ kind: 'NotFound', hint: 'firedrill list orders shows what there is' }),
  );
});

test.each(['latest', 'random'])('finds no %s backup where there is none', text => {
  expect(() => chooseBackup([], parseBackupChoice(text), 'orders', 0)).toThrow(
    expect.objectContaining({ kind: 'NotFound', message: 'orders has no backup yet' }),
  );
});
