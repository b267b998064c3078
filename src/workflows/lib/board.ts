import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Done } from '../../activities/lib/activity.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import { stepTable } from '../../domain/step-table.ts';
import { type RunProgress, STEPS, type Step, type StepName } from '../../domain/steps.ts';
import { progressQuery } from '../messages.ts';
import { isHostLost, reportFailure } from './failures.ts';

/** The steps of one run, kept up to date for the query `progress`, the Temporal UI and the evidence. */
export interface Board {
  /** Runs one step and notes when it began, how it ended and how often it was tried. `note` says what came of it. */
  readonly step: <T>(name: StepName, work: () => Promise<Done<T>>, note?: (value: T) => string) => Promise<T>;
  readonly skip: (name: StepName, why: string) => void;
  /** Takes a step away that this run does not have. */
  readonly leaveOut: (name: StepName) => void;
  readonly steps: () => readonly Step[];
  /** Names of the machines that did something. */
  readonly hosts: () => readonly string[];
  readonly setBackup: (backupId: string) => void;
}

/** Sets up the board of a run and answers the query with it. Call it before the first await. */
export function openBoard(run: RunIdentity): Board {
  const steps = new Map<StepName, Step>(STEPS[run.kind].map(name => [name, { name, state: 'waiting' }]));
  const hosts = new Set<string>();
  let progress: Omit<RunProgress, 'steps'> = { runId: run.runId, target: run.target, kind: run.kind };
  const current = (): RunProgress => ({ ...progress, steps: [...steps.values()] });
  const show = () => setCurrentDetails(stepTable(current()));
  const put = (step: Step) => {
    steps.set(step.name, step);
    show();
  };
  setHandler(progressQuery, current, { description: 'The steps of this run with their times, attempts and results' });
  show();
  return {
    step: async (name, work, note) => {
      const before = steps.get(name)?.attempts ?? 0;
      const startedAt = now();
      put({ name, state: 'running', startedAt, ...(before > 0 ? { attempts: before } : {}) });
      try {
        // A replay may see a task's clock that is older than the work: the work tells its own times.
        const { value, attempt, host, ...times } = await work();
        hosts.add(host);
        put({ name, state: 'done', ...times, attempts: before + attempt, note: note?.(value) });
        return value;
      } catch (error) {
        const { attempt, ...failure } = reportFailure(error);
        progress = isHostLost(error) ? progress : { ...progress, failure };
        put({
          name,
          state: 'failed',
          startedAt,
          endedAt: now(),
          attempts: before + (attempt ?? 1),
          note: failure.message,
        });
        throw error;
      }
    },
    skip: (name, why) => put({ name, state: 'skipped', note: why }),
    leaveOut: name => {
      steps.delete(name);
      show();
    },
    steps: () => [...steps.values()],
    hosts: () => [...hosts],
    setBackup: backupId => {
      progress = { ...progress, backupId };
    },
  };
}

/** The workflow's own clock: the same at every replay. */
export function now(): string {
  return new Date().toISOString();
}
