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

/** Every repository of a plan, the primary one first. */
export function destinations(plan: BackupPlan, deps: Deps): readonly Destination[] {
  return plan.repositories.map(name => ({
    name,
    store: openStore(configuredRepository(deps.configuration, name), deps.readSecret),
  }));
}
