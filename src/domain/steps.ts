import type { FailureReport } from './failures.ts';
import type { RunKind } from './runs.ts';

/** The steps of every kind of run, in the order in which people see them. */
export const STEPS = {
  backup: ['plan', 'preflight', 'dump', 'upload', 'verify', 'commit', 'copies', 'record'],
  'restore-test': [
    'choose',
    'fetch',
    'unpack',
    'sandbox',
    'restore',
    'compare',
    'structure',
    'indexes',
    'assertions',
    'command',
    'destroy',
    'record',
  ],
  restore: ['plan', 'fetch', 'unpack', 'load', 'compare', 'clear', 'record'],
  verify: ['choose', 'verify', 'record'],
  destroy: ['wait', 'destroy', 'record'],
} as const satisfies Record<RunKind, readonly string[]>;

export type StepName = (typeof STEPS)[RunKind][number];

export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

/** One step of a run as the run itself knows it; instants are RFC 3339 UTC. */
export interface Step {
  readonly name: StepName;
  readonly state: StepState;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** How often it was tried in all, over every host. */
  readonly attempts?: number;
  /** What came of it, a few words with numbers. */
  readonly note?: string;
}

/** Name of the query that every run answers with its {@link RunProgress}. */
export const PROGRESS_QUERY = 'progress';

/** The answer to the query `progress`. */
export interface RunProgress {
  readonly runId: string;
  readonly target: string;
  readonly kind: RunKind;
  readonly steps: readonly Step[];
  readonly backupId?: string;
  readonly failure?: FailureReport;
}

/** The newest word of a running activity, carried by its heartbeats. The reader computes rate and remaining time. */
export interface Progress {
  readonly step: StepName;
  /** Milliseconds since the epoch at which these numbers were true. */
  readonly at: number;
  readonly startedAt: number;
  readonly doneBytes: number;
  /** Absent where nobody knows; an estimate where `estimated` is set. */
  readonly totalBytes?: number;
  readonly estimated?: boolean;
  /** What is at work, for example `table public.orders`. */
  readonly item?: string;
}

/** Milliseconds from start to end of a step, or undefined while it has not ended. */
export function stepDurationMs(step: Step): number | undefined {
  if (step.startedAt === undefined || step.endedAt === undefined) return undefined;
  return Date.parse(step.endedAt) - Date.parse(step.startedAt);
}
