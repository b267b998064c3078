import { expect, test } from 'vitest';
import { formatRunLog, MOST_LOG_BYTES, parseLogLine, runLogLines } from '../../src/domain/run-log.ts';
import type { Check } from '../../src/domain/verdicts.ts';
import { RESTORE_TEST } from '../activities/evidence/record.ts';

const linesOf = (changes: Partial<typeof RESTORE_TEST> = {}) =>
  formatRunLog(runLogLines({ ...RESTORE_TEST, ...changes }))
    .trimEnd()
    .split('\n');

test('tells a run from its beginning to its end, in lines of time, step and message (M20)', () => {
  expect(linesOf()).toEqual([
    '2026-11-21T03:00:00.000Z run 20261121T030000Z-restore-test-orders-2d3c4b5a begun, asked for by ada@example.com: quarterly restore test',
    `2026-11-21T03:00:00.000Z run policy production, SHA-256 ${'d1ce'.padEnd(64, '7')}`,
    '2026-11-21T03:00:00.000Z choose begun',
    '2026-11-21T03:00:01.000Z choose done: the newest one',
    '2026-11-21T03:00:01.000Z fetch begun',
    '2026-11-21T03:01:00.000Z fetch done (2 attempts): 261 MB',
    '2026-11-21T03:01:00.000Z restore begun',
    '2026-11-21T03:05:30.000Z restore done: 1 passed',
    '2026-11-21T03:05:30.000Z compare begun',
    '2026-11-21T03:07:00.000Z compare done: 3 passed',
    '2026-11-21T03:07:00.000Z destroy begun',
    '2026-11-21T03:07:10.000Z destroy done',
    '2026-11-21T03:07:12.000Z run backup 20261121T020000Z-logical-7d1e0c44, taken at 2026-11-21T02:00:03.512Z',
    '2026-11-21T03:07:12.000Z check 5 checks passed',
    '2026-11-21T03:07:12.000Z warning the server’s certificate ends in 12 days',
    '2026-11-21T03:07:12.000Z run ended: passed, hosts: worker-1',
  ]);
});

test('has what failed, why, and what to do', () => {
  const check: Check = {
    name: 'table public.a',
    about: 'content',
    required: true,
    verdict: 'failed',
    detail: '1 row lost',
  };
  const failure = { kind: 'DataDiffers', message: 'table public.a: 1 row lost', hint: 'keep this backup' } as const;
  const lines = linesOf({ checks: [check], failure, verdict: 'failed' });
  expect(lines.slice(-6).map(text => text.slice(25))).toEqual([
    'check failed: table public.a: 1 row lost',
    'check 0 checks passed',
    'warning the server’s certificate ends in 12 days',
    'failure DataDiffers: table public.a: 1 row lost',
    'failure hint: keep this backup',
    'run ended: failed, hosts: worker-1',
  ]);
});

test('has what programs warned of in their step, and the output of the test command', () => {
  const at = '2026-11-21T03:06:00.000Z';
  const output: Check = { name: 'test command', about: 'content', required: true, verdict: 'passed', output: 'a\nb' };
  const lines = linesOf({
    said: [{ step: 'restore', words: 'pg_restore: errors ignored on restore: 1' }],
    steps: [
      { name: 'restore', state: 'done', startedAt: at, endedAt: at },
      { name: 'assertions', state: 'skipped', note: 'why' },
      { name: 'command', state: 'done', startedAt: at, endedAt: at },
      { name: 'destroy', state: 'waiting' },
    ],
    checks: [output],
  });
  expect(lines.slice(2, 10).map(text => text.slice(25))).toEqual([
    'restore begun',
    'restore pg_restore: errors ignored on restore: 1',
    'restore done',
    'assertions skipped: why',
    'command begun',
    'command | a',
    'command | b',
    'command done',
  ]);
});

test('a message cannot make a line of its own', () => {
  const [, , warning] = runLogLines({
    ...RESTORE_TEST,
    policy: undefined,
    steps: [],
    backup: undefined,
    warnings: ['a\r\n\u001b[31mb\u0000'],
  });
  expect(warning?.message).toBe('a [31mb');
});

test('stays within its bounds: the middle of a log that is too long goes, and a line says so', () => {
  const at = '2026-11-21T03:00:00.000Z';
  const lines = Array.from({ length: 200 }, (_, index) => ({ at, step: 'warning', message: `ü ${index}` }));
  const text = formatRunLog(lines, 1_000);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000);
  const kept = text.trimEnd().split('\n');
  expect([kept[0], kept.at(-1)]).toEqual([`${at} warning ü 0`, `${at} warning ü 199`]);
  expect(kept).toContain(`${at} run ${200 - (kept.length - 1)} lines left out`);
  const many = Array.from({ length: 300 }, () => 'x'.repeat(9_000));
  expect(Buffer.byteLength(formatRunLog(runLogLines({ ...RESTORE_TEST, warnings: many })))).toBeLessThanOrEqual(
    MOST_LOG_BYTES,
  );
});

test('a line is read as it was written, and nothing else is one', () => {
  const line = { at: '2026-11-21T03:00:00.000Z', step: 'check', message: 'failed: a  b' };
  expect(parseLogLine(formatRunLog([line]).trimEnd())).toEqual(line);
  expect(['', 'x', 'not a line'].map(parseLogLine)).toEqual([undefined, undefined, undefined]);
});
