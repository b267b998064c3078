import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { sweepRepository } from '../leftovers/repository-leftovers.ts';
import { sweepOwnHost } from '../leftovers/sweep.ts';
import type { Job } from '../lib/job.ts';
import { openStore } from '../repository/open-store.ts';

/** Removes what dead runs left on this host and of a target in its repositories. Returns how much that was. Throws NotFound. */
export async function sweepForTarget(
  { target: name }: { readonly target: string },
  { signal }: Job,
  deps: Deps,
): Promise<number> {
  const target = configuredTarget(deps.configuration, name);
  const { repositories } = configuredPolicy(deps.configuration, target.policy);
  let swept = (await sweepOwnHost(deps)).length;
  for (const each of repositories) {
    signal.throwIfAborted();
    const store = openStore(configuredRepository(deps.configuration, each), deps.readSecret);
    swept += await sweepRepository(store, target.name, deps.askRun, Date.now());
  }
  return swept;
}
