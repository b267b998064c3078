import { expect, test } from 'vitest';
import { stepTable } from '../../src/domain/step-table.ts';
import type { RunProgress, Step } from '../../src/domain/steps.ts';

const progress = (steps: readonly Step[], rest: Partial<RunProgress> = {}): RunProgress => ({
  runId: '20261121T020000Z-backup-orders-2d3c4b5a',
  target: 'orders',
  kind: 'backup',
  steps,
  ...rest,
});

test('shows every step with its state, time, attempts and result', () => {
  const times = { startedAt: '2026-11-21T02:00:00Z', endedAt: '2026-11-21T02:03:05Z' };
  const table = stepTable(
    progress([
      { name: 'plan', state: 'skipped' },
      { name: 'dump', state: 'done', ...times, attempts: 2, note: '12.4 MB' },
      { name: 'upload', state: 'running', startedAt: times.endedAt },
      { name: 'verify', state: 'waiting' },
    ]),
  );
  expect(table.split('\n')).toEqual([
    '| step | took | attempts | result |',
    '| --- | --- | --- | --- |',
    '| – plan |  |  |  |',
    '| ✔ dump | 3 min 05 s | 2 | 12.4 MB |',
    '| ▶ upload |  |  |  |',
    '| · verify |  |  |  |',
  ]);
});

test('says below the table what failed', () => {
  const failure = { kind: 'SourceUnreachable', message: 'db:5432 does not answer' } as const;
  const table = stepTable(progress([{ name: 'dump', state: 'failed' }], { failure }));
  expect(table).toContain('| ✘ dump |');
  expect(table.endsWith('\n\n**SourceUnreachable**: db:5432 does not answer')).toBe(true);
});

test.each([
  ['a pipe', 'a | b', 'a \\| b'],
  ['an image that would be fetched', '![x](http://evil)', '!\\[x\\](http://evil)'],
  ['markup', '<img src=x>', '\\<img src=x\\>'],
  ['code', '`rm`', '\\`rm\\`'],
  ['emphasis', '**all good**', '\\*\\*all good\\*\\*'],
  ['an escape before a pipe', '\\|', '\\\\\\|'],
  ['a line break', 'a\n| ✔ verify |', 'a \\| ✔ verify \\|'],
  ['a carriage return', 'a\r\nb\rc', 'a b c'],
])('keeps %s in a result from becoming markup', (_, note, cell) => {
  const failure = { kind: 'DumpFailed', message: note } as const;
  const lines = stepTable(progress([{ name: 'dump', state: 'failed', note }], { failure })).split('\n');
  expect(lines.slice(2)).toEqual([`| ✘ dump |  |  | ${cell} |`, '', `**DumpFailed**: ${cell}`]);
});
