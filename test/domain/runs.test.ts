import { expect, test } from 'vitest';
import {
  backupIdOf,
  compactTime,
  identifyRun,
  isBackupId,
  lockId,
  parseLockId,
  parseRunId,
  RUN_KINDS,
  shortRunId,
  timeOfId,
} from '../../src/domain/runs.ts';

const FIRST = '01982f3e-7a10-7c55-9a2b-0f1e2d3c4b5a';
const engine = {
  kind: 'backup',
  target: 'orders',
  workflowId: 'backup:orders',
  firstExecutionRunId: FIRST,
  startedAt: '2026-11-21T02:00:00.123Z',
} as const;

test('a run and its backup bear the time, the kind and the end of the first execution’s id', () => {
  const run = identifyRun(engine);
  expect(run.runId).toBe('20261121T020000Z-backup-orders-2d3c4b5a');
  expect(backupIdOf(run)).toBe('20261121T020000Z-logical-2d3c4b5a');
});

test('the same first execution gives the same ids, whoever carries it on', () => {
  const [run, later] = [identifyRun(engine), identifyRun({ ...engine, workflowId: 'by hand' })];
  expect([later.runId, backupIdOf(later)]).toEqual([run.runId, backupIdOf(run)]);
});

test('two runs that began in one second have different ids', () => {
  const other = { ...engine, firstExecutionRunId: '01982f3e-7a10-7c55-9a2b-0f1e2d3c4b5b' };
  expect(backupIdOf(identifyRun(other))).not.toBe(backupIdOf(identifyRun(engine)));
});

test('takes the random end of a run id, not the clock at its beginning', () => {
  expect(shortRunId(FIRST)).toBe('2d3c4b5a');
});

test('sorts backups by time, over midnights and years', () => {
  const instants = ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2026-10-01T00:00:00Z'];
  const ids = instants.map(startedAt => backupIdOf(identifyRun({ ...engine, startedAt })));
  expect(ids.toSorted()).toEqual(ids);
});

test('writes a time of another zone in UTC', () => {
  expect(compactTime('2026-11-21T03:30:00+01:30')).toBe('20261121T020000Z');
});

test.each([...RUN_KINDS.map(kind => [kind, 'orders'] as const), ['backup', 'restore-test-eu'] as const])(
  'reads a run id of %s and target %s back',
  (kind, target) => {
    expect(parseRunId(identifyRun({ ...engine, kind, target }).runId)).toEqual({ kind, target, short: '2d3c4b5a' });
  },
);

test('reads the time of an id back', () => {
  expect(timeOfId(backupIdOf(identifyRun(engine)))).toBe('2026-11-21T02:00:00Z');
  expect(timeOfId('manifest.json')).toBeUndefined();
});

test.each([
  '',
  '20261121T020000Z-logical',
  '20261121T020000Z-logical-2D3C4B5A',
  '../20261121T020000Z-logical-2d3c4b5a',
])('takes %j for no backup id', text => {
  expect(isBackupId(text)).toBe(false);
});

test('takes no run id for a backup id', () => {
  expect(isBackupId(identifyRun(engine).runId)).toBe(false);
  expect(parseRunId(backupIdOf(identifyRun(engine)))).toBeUndefined();
});

test.each(RUN_KINDS)('reads the lock of a %s back', kind => {
  expect(parseLockId(lockId(kind, 'orders'))).toEqual({ kind, target: 'orders' });
});

test.each(['orders', 'scheduled:backup:orders', 'backup', 'backup-2026'])('takes %j for no lock', workflowId => {
  expect(parseLockId(workflowId)).toBeUndefined();
});
