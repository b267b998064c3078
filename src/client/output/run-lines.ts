import { formatDuration } from '../../domain/durations.ts';
import { formatSize } from '../../domain/sizes.ts';
import { type Progress, type Step, stepDurationMs } from '../../domain/steps.ts';
import type { ActivityState, RunState } from '../runs/run-state.ts';
import { layOutColumns } from './columns.ts';
import type { Console } from './console.ts';

const SIGNS: {
  readonly [state in Step['state']]: { readonly sign: string; readonly style: 'green' | 'red' | 'cyan' | 'dim' };
} = {
  waiting: { sign: '·', style: 'dim' },
  running: { sign: '▶', style: 'cyan' },
  done: { sign: '✔', style: 'green' },
  failed: { sign: '✘', style: 'red' },
  skipped: { sign: '–', style: 'dim' },
};

/** One line per step: sign, name, time, what came of it or what it is doing. */
export function stepLines(state: RunState, console: Console, now: number): string {
  const rows = (state.progress?.steps ?? []).map(step => {
    const { sign, style } = SIGNS[step.state];
    return [
      console.style(style, sign, 'stderr'),
      step.name,
      timeOf(step, now),
      describeStep(step, state.activity, now),
    ];
  });
  return layOutColumns(rows);
}

/** A step as one line of a log: `dump done 2.1 s 12.4 MB, …`. */
export function stepLine(step: Step, now: number): string {
  return [step.name, step.state, timeOf(step, now), step.note ?? ''].filter(part => part !== '').join('  ');
}

function timeOf(step: Step, now: number): string {
  const durationMs =
    stepDurationMs(step) ?? (step.startedAt === undefined ? undefined : now - Date.parse(step.startedAt));
  return durationMs === undefined || step.state === 'waiting' ? '' : formatDuration(durationMs);
}

function describeStep(step: Step, activity: ActivityState | undefined, now: number): string {
  if (step.state !== 'running' || activity === undefined) return step.note ?? '';
  const retry = describeRetry(activity, now);
  if (retry !== undefined) return retry;
  return activity.progress?.step === step.name ? describeProgress(activity.progress) : '';
}

/** `212 MB of ~290 MB, 48.3 MB/s, ~2 s left, proving table public.orders`; estimates carry a tilde. */
export function describeProgress({ doneBytes, totalBytes, estimated, at, startedAt, item }: Progress): string {
  const seconds = (at - startedAt) / 1_000;
  const rate = seconds > 0.5 ? doneBytes / seconds : undefined;
  const total =
    totalBytes === undefined ? '' : ` of ${estimated ? '~' : ''}${formatSize(Math.max(totalBytes, doneBytes))}`;
  const left =
    totalBytes !== undefined && rate !== undefined && rate > 0 ? Math.max(0, totalBytes - doneBytes) / rate : undefined;
  return [
    `${formatSize(doneBytes)}${total}`,
    ...(rate === undefined ? [] : [`${formatSize(Math.round(rate))}/s`]),
    ...(left === undefined ? [] : [`~${formatDuration(left * 1_000)} left`]),
    ...(item === undefined ? [] : [item]),
  ].join(', ');
}

/** Why a step waits, and when its next try begins. */
export function describeRetry({ attempt, lastFailure, nextAttemptAt }: ActivityState, now: number): string | undefined {
  if (lastFailure === undefined || attempt === 1) return undefined;
  const when =
    nextAttemptAt === undefined
      ? `attempt ${attempt}`
      : `attempt ${attempt} in ${formatDuration(nextAttemptAt.getTime() - now)}`;
  return `${when}, after: ${lastFailure}`;
}
