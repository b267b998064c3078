import type { LackingCopy } from '../../domain/copies.ts';
import { Failure } from '../../domain/failures.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import { configuredRepository } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { openStore } from '../repository/open-store.ts';

/** A repository that a backup goes to. */
export interface Destination {
  readonly name: string;
  readonly store: ObjectStore;
}

/** How a step treats the repositories of a plan. */
export interface Apart {
  /** Names of the repositories that take part; absent: all of the plan's. */
  readonly to?: readonly string[];
  /** Whether one that fails is left behind while the others go on; absent: the first failure ends the step. */
  readonly apart?: boolean;
}

/** Every repository of a plan, the primary one first; or those of `names` alone. */
export function destinations(
  plan: BackupPlan,
  deps: Deps,
  names: readonly string[] = plan.repositories,
): readonly Destination[] {
  return names.map(name => ({
    name,
    store: openStore(configuredRepository(deps.configuration, name), deps.readSecret),
  }));
}

/**
 * Does something in one repository after the other. Where they go apart, those that fail are returned, as long as one did well.
 * @throws the first failure otherwise, and everything that is no Failure.
 */
export async function inEach(
  all: readonly Destination[],
  apart: boolean,
  work: (destination: Destination) => Promise<void>,
): Promise<readonly LackingCopy[]> {
  const failures: { readonly repository: string; readonly failure: Failure }[] = [];
  for (const destination of all) {
    try {
      await work(destination);
    } catch (error) {
      if (!apart || !(error instanceof Failure)) throw error;
      failures.push({ repository: destination.name, failure: error });
    }
  }
  const [first] = failures;
  if (first !== undefined && failures.length === all.length) throw first.failure;
  return failures.map(({ repository, failure: { kind, message, hint } }) => ({
    repository,
    failure: { kind, message, hint },
  }));
}

/** How many requests the stores have made again by themselves. */
export function repeatsOf(all: readonly Destination[]): number {
  return all.reduce((sum, { store }) => sum + store.repeats(), 0);
}
