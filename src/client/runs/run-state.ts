import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { PROGRESS_QUERY, type Progress, type RunProgress } from '../../domain/steps.ts';
import type { Engine } from '../temporal.ts';

/** What can be seen of a run from outside at one moment. */
export interface RunState {
  readonly workflowId: string;
  readonly temporalRunId: string;
  /** Temporal's word: `RUNNING`, `COMPLETED`, `FAILED`, `CANCELED`, `TERMINATED`, … */
  readonly status: string;
  readonly progress?: RunProgress;
  readonly activity?: ActivityState;
}

/** The step that is at work, or waits for its next try. */
export interface ActivityState {
  readonly attempt: number;
  readonly progress?: Progress;
  readonly lastFailure?: string;
  /** When the next try begins; absent while one is at work. */
  readonly nextAttemptAt?: Date;
}

/** A worker that is gone would let a query wait for half a minute. */
const QUERY_DEADLINE_MS = 3_000;

/** Reads states of one run; the query is asked only when the history has grown. */
export function runStateReader(engine: Engine, handle: WorkflowHandle): () => Promise<RunState> {
  let progress: RunProgress | undefined;
  let seenLength = -1;
  return async () => {
    const description = await handle.describe();
    if (description.historyLength !== seenLength) {
      const asked = await queryProgress(engine, handle);
      // A run that nobody can answer for keeps the progress that was seen last.
      if (asked !== undefined) {
        progress = asked;
        seenLength = description.historyLength;
      }
    }
    return {
      workflowId: description.workflowId,
      temporalRunId: description.runId,
      status: description.status.name,
      progress,
      activity: readActivity(description.raw.pendingActivities ?? []),
    };
  };
}

async function queryProgress(engine: Engine, handle: WorkflowHandle): Promise<RunProgress | undefined> {
  try {
    return await engine.client.withDeadline(Date.now() + QUERY_DEADLINE_MS, () =>
      handle.query<RunProgress>(PROGRESS_QUERY),
    );
  } catch {
    return undefined;
  }
}

type Pending = NonNullable<Awaited<ReturnType<WorkflowHandle['describe']>>['raw']['pendingActivities']>;

function readActivity(pending: Pending): ActivityState | undefined {
  const activity = pending[0];
  if (activity === undefined) return undefined;
  const payload = activity.heartbeatDetails?.payloads?.[0];
  const waits = activity.scheduledTime?.seconds ? new Date(Number(activity.scheduledTime.seconds) * 1_000) : undefined;
  return {
    attempt: activity.attempt ?? 1,
    progress: payload ? (defaultPayloadConverter.fromPayload<Progress | undefined>(payload) ?? undefined) : undefined,
    lastFailure: activity.lastFailure?.message ?? undefined,
    ...(waits !== undefined && waits.getTime() > Date.now() ? { nextAttemptAt: waits } : {}),
  };
}
