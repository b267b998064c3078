import { expect, test } from 'vitest';
import { dueForReading, orderForReading, type Reading } from '../../src/domain/readings.ts';
import { type BackupId, isBackupId } from '../../src/domain/runs.ts';

const ids = [1, 2, 3, 4].map(day => `2026111${day}T020000Z-logical-89abcdef`).filter(isBackupId);
const [first, second, third, fourth] = ids;

const read = (backupId: BackupId | undefined, readAt: string): readonly [BackupId, Reading][] =>
  backupId === undefined
    ? []
    : [[backupId, { format: 1, target: 'orders', backupId, readAt, verdict: 'passed', runId: 'r' }]];

test('those never read come first, the newest first; then the longest not read', () => {
  const readings = new Map([...read(second, '2026-11-20T00:00:00Z'), ...read(fourth, '2026-11-18T00:00:00Z')]);
  expect(orderForReading(ids, readings)).toEqual([third, first, fourth, second]);
});

test('without any reading the newest comes first, in whichever order they are listed', () => {
  expect(orderForReading(ids.toReversed(), new Map())).toEqual(ids.toReversed());
  expect(orderForReading(ids, new Map())).toEqual(ids.toReversed());
});

test('what was read to a good end since then is not due; what was found bad is', () => {
  const bad = read(third, '2026-11-20T00:00:00Z').map(([id, found]) => [id, { ...found, verdict: 'failed' }] as const);
  const readings = new Map([...read(first, '2026-11-19T00:00:00Z'), ...read(second, '2026-11-20T00:00:00Z'), ...bad]);
  expect(dueForReading(ids, readings, Date.parse('2026-11-19T12:00:00Z'))).toEqual([first, third, fourth]);
});
