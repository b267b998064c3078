import { expect, test } from 'vitest';
import { openConsole } from '../../../src/client/output/console.ts';
import { describeProgress, describeRetry, stepLine, stepLines } from '../../../src/client/output/run-lines.ts';
import type { RunState } from '../../../src/client/runs/run-state.ts';
import type { Progress, Step } from '../../../src/domain/steps.ts';

const console = openConsole({ json: false, quiet: false, verbose: false, color: false });
const NOW = Date.parse('2026-11-21T02:00:10.000Z');
const at = (second: number) => `2026-11-21T02:00:${String(second).padStart(2, '0')}.000Z`;

const progress = (change: Partial<Progress>): Progress => ({
  step: 'dump',
  at: NOW,
  startedAt: NOW - 4_000,
  doneBytes: 200_000_000,
  ...change,
});

test.each([
  ['bytes and rate alone, where nobody knows the whole', {}, '200 MB, 50.0 MB/s'],
  ['the whole and the time left', { totalBytes: 300_000_000 }, '200 MB of 300 MB, 50.0 MB/s, ~2.0 s left'],
  [
    'an estimate with a tilde',
    { totalBytes: 300_000_000, estimated: true },
    '200 MB of ~300 MB, 50.0 MB/s, ~2.0 s left',
  ],
  [
    'no less than is done already',
    { totalBytes: 100_000_000, estimated: true },
    '200 MB of ~200 MB, 50.0 MB/s, ~0.0 s left',
  ],
  ['no rate in the first moment', { startedAt: NOW - 100, totalBytes: 300_000_000 }, '200 MB of 300 MB'],
  ['no time left where nothing has moved', { doneBytes: 0, totalBytes: 300_000_000 }, '0 B of 300 MB, 0 B/s'],
  ['what is at work', { item: 'table public.orders' }, '200 MB, 50.0 MB/s, table public.orders'],
])('progress shows %s', (_, change, text) => {
  expect(describeProgress(progress(change))).toBe(text);
});

test.each([
  ['nothing on the first try', { attempt: 1, lastFailure: 'no answer' }, undefined],
  ['nothing where nothing failed', { attempt: 2 }, undefined],
  ['the attempt at work', { attempt: 3, lastFailure: 'no answer' }, 'attempt 3, after: no answer'],
  [
    'when the next one begins',
    { attempt: 3, lastFailure: 'no answer', nextAttemptAt: new Date(NOW + 12_000) },
    'attempt 3 in 12 s, after: no answer',
  ],
])('a retry shows %s', (_, activity, text) => {
  expect(describeRetry(activity, NOW)).toBe(text);
});

const STEPS: readonly Step[] = [
  { name: 'plan', state: 'done', startedAt: at(0), endedAt: at(1), note: 'to local' },
  { name: 'dump', state: 'running', startedAt: at(1) },
  { name: 'upload', state: 'failed', startedAt: at(2), endedAt: at(4) },
  { name: 'verify', state: 'skipped' },
  { name: 'commit', state: 'waiting' },
];

const state = (activity?: RunState['activity']): RunState => ({
  workflowId: 'backup:orders',
  temporalRunId: '0199aaaa',
  status: 'RUNNING',
  progress: { runId: 'x', target: 'orders', kind: 'backup', steps: STEPS },
  activity,
});

test('a run is one line per step: sign, name, time, what came of it', () => {
  expect(stepLines(state({ attempt: 1, progress: progress({}) }), console, NOW)).toBe(
    [
      '✔  plan    1.0 s  to local',
      '▶  dump    9.0 s  200 MB, 50.0 MB/s',
      '✘  upload  2.0 s',
      '–  verify',
      '·  commit',
    ].join('\n'),
  );
});

test('a retry stands in the place of the progress', () => {
  const lines = stepLines(state({ attempt: 2, lastFailure: 'no answer', progress: progress({}) }), console, NOW);
  expect(lines).toContain('▶  dump    9.0 s  attempt 2, after: no answer');
});

test('progress of another step is not shown at the one that runs', () => {
  const lines = stepLines(state({ attempt: 1, progress: progress({ step: 'upload' }) }), console, NOW);
  expect(lines).toContain('▶  dump    9.0 s\n');
});

test('a run that has said nothing yet has no lines', () => {
  expect(stepLines({ workflowId: 'backup:orders', temporalRunId: 'x', status: 'RUNNING' }, console, NOW)).toBe('');
});

test.each([
  ['plan  done  1.0 s  to local', 0],
  ['dump  running  9.0 s', 1],
  ['verify  skipped', 3],
  ['commit  waiting', 4],
])('in a log a step is one line: %s', (line, index) => {
  expect(stepLine(STEPS[index] ?? { name: 'plan', state: 'waiting' }, NOW)).toBe(line);
});
