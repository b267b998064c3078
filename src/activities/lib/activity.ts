import { ApplicationFailure, CancelledFailure, Context, type Info } from '@temporalio/activity';
import { formatDuration } from '../../domain/durations.ts';
import { Failure, isRetryable } from '../../domain/failures.ts';
import type { FailureDetails } from '../../domain/outcomes.ts';
import type { Progress } from '../../domain/steps.ts';
import type { Deps } from '../deps.ts';
import type { Job } from './job.ts';
import type { Semaphore } from './semaphore.ts';

/** What an activity returns: its value, and how it came about. */
export interface Done<T> {
  readonly value: T;
  /** 1 where the first try did it. */
  readonly attempt: number;
  /** Name of the machine that did it. */
  readonly host: string;
  /** When its first try began and its last one ended, RFC 3339 UTC, by the clock of whoever saw it. */
  readonly startedAt: string;
  readonly endedAt: string;
}

const BEAT_MS = 1_000;
const LONGEST_MESSAGE = 2_000;

/**
 * Makes an activity of a function: it beats with the newest progress, is cancellable, and turns
 * Failures into what the engine understands. Causes stay in the worker's log: they may hold what must not be in a
 * history. `places` bounds how many heavy activities work at a time; the others wait, and beat.
 */
export function asActivity<I, O>(
  deps: Deps,
  work: (input: I, job: Job, deps: Deps) => Promise<O>,
  places?: Semaphore,
): (input: I) => Promise<Done<O>> {
  return async input => {
    const context = Context.current();
    const { info, cancellationSignal: signal } = context;
    const startedAt = Date.now();
    let newest: Progress | undefined;
    const beat = setInterval(() => context.heartbeat(newest), BEAT_MS);
    let leave: (() => void) | undefined;
    try {
      leave = await places?.enter(signal);
      const job: Job = {
        signal,
        attempt: info.attempt,
        report: report => {
          newest = { ...report, at: Date.now(), startedAt };
        },
      };
      const value = await work(input, job, deps);
      // Earlier tries may have begun on another machine: the server remembers when the first was due.
      const begunAt = info.attempt === 1 ? startedAt : info.scheduledTimestampMs;
      return {
        value,
        attempt: info.attempt,
        host: deps.host.name,
        startedAt: new Date(begunAt).toISOString(),
        endedAt: new Date(Math.max(begunAt, Date.now())).toISOString(),
      };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof CancelledFailure) throw error;
      deps.log.warn(
        { error, activity: info.activityType, workflow: info.workflowExecution?.workflowId, attempt: info.attempt },
        'a step failed',
      );
      throw engineFailure(error, info, deps);
    } finally {
      leave?.();
      clearInterval(beat);
    }
  };
}

/**
 * A Failure as the engine's own. Service faults are tried again, unless this attempt began later than the configured time after
 * the first one. Errors that are no Failures are bugs; they name themselves and end the run.
 */
function engineFailure(error: unknown, info: Info, deps: Deps): ApplicationFailure {
  if (!(error instanceof Failure)) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const details: FailureDetails = { attempt: info.attempt };
    return ApplicationFailure.create({
      type: 'Bug',
      message: message.slice(0, LONGEST_MESSAGE),
      nonRetryable: true,
      details: [details],
    });
  }
  const { kind, hint } = error;
  const sinceFirstMs = info.currentAttemptScheduledTimestampMs - info.scheduledTimestampMs;
  const spent = sinceFirstMs > deps.configuration.worker.retryForMs;
  const given = isRetryable(kind) && spent ? ` (given up after ${formatDuration(sinceFirstMs)})` : '';
  const details: FailureDetails = { hint, attempt: info.attempt };
  return ApplicationFailure.create({
    type: kind,
    message: `${error.message}${given}`.slice(0, LONGEST_MESSAGE),
    nonRetryable: spent || !isRetryable(kind),
    details: [details],
  });
}
