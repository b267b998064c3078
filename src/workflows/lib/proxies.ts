import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { HostOffer } from '../../activities/host.ts';
import type { Activities } from '../../activities/index.ts';

/**
 * What every activity has in common: cancelling waits until the work has really ended, since clean-up must not start beside
 * it; a heartbeat is due every minute; and the worker decides how long failures of a service are tried again (it knows the
 * configuration), so that the limits here are only a backstop.
 */
const COMMON = {
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  heartbeatTimeout: '60s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
} as const satisfies ActivityOptions;

/** Short questions to configuration and repositories, on any worker. */
export function onAnyHost(summary: string, options: ActivityOptions = {}): Activities {
  return proxyActivities<Activities>({
    ...COMMON,
    startToCloseTimeout: '1h',
    scheduleToCloseTimeout: '7d',
    summary,
    ...options,
  });
}

/** Work that belongs to one host, for as long as a large database takes. */
export function onHost(
  host: Pick<HostOffer, 'taskQueue'> & Partial<HostOffer>,
  summary: string,
  options: ActivityOptions = {},
): Activities {
  return proxyActivities<Activities>({
    ...COMMON,
    taskQueue: host.taskQueue,
    scheduleToStartTimeout: host.lostAfterMs,
    startToCloseTimeout: '7d',
    scheduleToCloseTimeout: '14d',
    summary,
    ...options,
  });
}
