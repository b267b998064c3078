import { defineQuery, defineSignal } from '@temporalio/workflow';
import { DESTROY_SIGNAL } from '../domain/sandboxes.ts';
import { PROGRESS_QUERY, type RunProgress } from '../domain/steps.ts';

/** Where a run is: its steps with times and attempts. */
export const progressQuery = defineQuery<RunProgress>(PROGRESS_QUERY);

/** Ends the time of a kept sandbox. */
export const destroySignal = defineSignal(DESTROY_SIGNAL);
