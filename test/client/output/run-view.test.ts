import { expect, test } from 'vitest';
import { openConsole } from '../../../src/client/output/console.ts';
import { openRunView } from '../../../src/client/output/run-view.ts';
import type { ActivityState, RunState } from '../../../src/client/runs/run-state.ts';
import type { Step } from '../../../src/domain/steps.ts';

/** What a view says of these states, where stderr is no terminal. */
function said(quiet: boolean, states: readonly RunState[]): readonly string[] {
  const lines: string[] = [];
  const console = openConsole({ json: true, quiet, verbose: false, color: false });
  const view = openRunView({ ...console, note: text => lines.push(text) });
  for (const state of states) view.show(state);
  view.end();
  return lines;
}

const done = (name: Step['name']): Step => ({
  name,
  state: 'done',
  startedAt: '2026-11-21T02:00:00.000Z',
  endedAt: '2026-11-21T02:00:01.000Z',
});

function state(steps: readonly Step[], activity?: ActivityState): RunState {
  const progress = { runId: 'x', target: 'orders', kind: 'backup', steps } as const;
  return { workflowId: 'backup:orders', temporalRunId: 'x', status: 'RUNNING', progress, activity };
}

test('on a pipe there is one line for each change of a step, and none for those that wait', () => {
  const waiting: Step = { name: 'dump', state: 'waiting' };
  const running: Step = { name: 'dump', state: 'running' };
  const states = [
    [waiting],
    [done('plan'), waiting],
    [done('plan'), running],
    [done('plan'), running],
    [done('plan'), done('dump')],
  ];
  expect(
    said(
      false,
      states.map(steps => state(steps)),
    ),
  ).toEqual(['plan  done  1.0 s', 'dump  running', 'dump  done  1.0 s']);
});

test('a retry is told once for each attempt, however long it waits', () => {
  const retry = (attempt: number, seconds: number): ActivityState => ({
    attempt,
    lastFailure: 'no answer',
    nextAttemptAt: new Date(Date.now() + seconds * 1_000),
  });
  const states = [retry(2, 3), retry(2, 2), retry(3, 9)].map(activity => state([], activity));
  expect(said(false, states)).toEqual(['attempt 2, after: no answer', 'attempt 3, after: no answer']);
});

test('with --quiet nothing is said', () => {
  expect(said(true, [state([done('plan')])])).toEqual([]);
});

test('a run of which nothing is known yet says nothing', () => {
  expect(said(false, [{ workflowId: 'backup:orders', temporalRunId: 'x', status: 'RUNNING' }])).toEqual([]);
});
