import { expect, test } from 'vitest';
import { type BackupId, isBackupId } from '../../src/domain/runs.ts';
import {
  chooseBackup,
  type DatedBackup,
  formatBackupChoice,
  formatVerifySelection,
  parseBackupChoice,
  parseVerifySelection,
} from '../../src/domain/selection.ts';

const [a, b, c] = ['a', 'b', 'c'].map(digit => `20261119T000000Z-logical-0000000${digit}`);
const dated = (id: string | undefined, takenAt: string, isBad = false): DatedBackup[] =>
  id !== undefined && isBackupId(id) ? [{ backupId: id, takenAt, isBad }] : [];
const backups = [
  ...dated(b, '2026-11-20T02:00:00.000Z'),
  ...dated(a, '2026-11-19T02:00:00.000Z'),
  ...dated(c, '2026-11-21T02:00:00.000Z'),
];
const before = (time: string, of: readonly DatedBackup[] = backups): BackupId =>
  chooseBackup([], parseBackupChoice(`before:${time}`), 'orders', 0, of);

test.each([
  ['2026-11-22T00:00Z', c],
  ['2026-11-21T02:00:00.001Z', c],
  ['2026-11-21T02:00Z', b],
  ['2026-11-21T02:30+01:00', b],
  ['2026-11-19T02:00:01Z', a],
])('M11: before %s the newest backup whose snapshot is older is %s', (time, id) => {
  expect(before(time)).toBe(id);
});

test('passes over a backup that a restore test or a reading found bad', () => {
  expect(
    before('2026-11-21T00:00Z', [...dated(a, '2026-11-19T02:00:00Z'), ...dated(b, '2026-11-20T02:00:00Z', true)]),
  ).toBe(a);
});

test.each([
  ['no backup at all', [], 'firedrill backup orders takes one'],
  ['younger ones only', backups, 'the oldest one is of 2026-11-19T02:00:00.000Z'],
  ['bad ones only', dated(a, '2026-11-18T02:00:00Z', true), /^one is older, but found bad/],
])('says what there is instead where there are %s', (_, of, hint) => {
  expect(() => before('2026-11-19T00:00Z', of)).toThrow(
    expect.objectContaining({ kind: 'NotFound', hint: typeof hint === 'string' ? hint : expect.stringMatching(hint) }),
  );
});

test('writes a choice by time in UTC', () => {
  expect(formatBackupChoice(parseBackupChoice('before:2026-11-21T02:00+02:00'))).toBe(
    'before:2026-11-21T00:00:00.000Z',
  );
});

test.each([
  [{}, 'latest'],
  [{ backup: 'random' }, 'random'],
  [{ newest: 7 }, 'the newest 7'],
  [{ all: true }, 'all'],
  [{ all: false, newest: 1 }, 'the newest 1'],
])('a verification asked for by %j looks at %s', (asked, words) => {
  expect(formatVerifySelection(parseVerifySelection(asked))).toBe(words);
});

test.each([
  { all: true, newest: 3 },
  { backup: 'latest', all: true },
  { backup: 'latest', newest: 1 },
  { newest: 0 },
  { newest: 1.5 },
  { newest: -1 },
])('a verification cannot be asked for by %j', asked => {
  expect(() => parseVerifySelection(asked)).toThrow(expect.objectContaining({ kind: 'UsageInvalid' }));
});
