import type { BackupPlan } from '../../domain/plan.ts';
import { destinations } from '../backup/stores.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { endServer } from '../sandbox/ending.ts';
import { findHostLeftovers, sweepHost } from './host-leftovers.ts';
import { sweepRepository } from './repository-leftovers.ts';

/** Removes what dead runs left in the repositories of a plan and on this host. Returns how much that was. */
export async function sweepLeftovers({ plan }: { readonly plan: BackupPlan }, job: Job, deps: Deps): Promise<number> {
  let swept = (await sweepOwnHost(deps)).length;
  for (const { store } of destinations(plan, deps)) {
    job.signal.throwIfAborted();
    swept += await sweepRepository(store, plan.target, deps.askRun, Date.now());
  }
  return swept;
}

/** Removes what dead runs left on this host. */
export function sweepOwnHost(deps: Pick<Deps, 'configuration' | 'askRun' | 'readSecret'>) {
  const { configuration, askRun } = deps;
  return sweepHost(foldersOf(configuration), askRun, Date.now(), server => endServer(server, deps));
}

/** What {@link sweepOwnHost} would remove. */
export function findOwnLeftovers({ configuration, askRun }: Pick<Deps, 'configuration' | 'askRun'>) {
  return findHostLeftovers(foldersOf(configuration), askRun, Date.now());
}

function foldersOf({ worker, sandboxes }: Deps['configuration']) {
  return {
    spoolDirectory: worker.spoolDirectory,
    sandboxDirectories: sandboxes.map(({ directory }) => directory),
  };
}
