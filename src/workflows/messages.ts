import { defineQuery } from '@temporalio/workflow';
import { PROGRESS_QUERY, type RunProgress } from '../domain/steps.ts';

/** Where a run is: its steps with times and attempts. */
export const progressQuery = defineQuery<RunProgress>(PROGRESS_QUERY);
