import { describeProof } from '../../domain/proof-words.ts';
import { assertDestination, type RestoreOptions, type RestorePlan } from '../../domain/restore-plan.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import { configuredRepository } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { readEarlier } from '../evidence/earlier.ts';
import { digestOf } from '../lib/digest.ts';
import { openStore } from '../repository/open-store.ts';
import { type Chosen, chooseForRestore } from '../restore-test/choose.ts';
import { inspectDestination, resolveDestination } from './destination.ts';

/** What a restore is asked for. */
export interface PlanRestoreInput {
  readonly run: RunIdentity;
  readonly into: string;
  readonly options: RestoreOptions;
  readonly backup?: string;
  readonly repository?: string;
}

/** A restore's plan, and what evidence says about the backup. */
export interface PlannedRestore {
  readonly plan: RestorePlan;
  readonly chosen: Chosen;
}

/**
 * Decides what a restore does, and looks at where. Changes nothing.
 * @throws Failure NotFound, DestinationUnusable, DatabaseMissing, VersionUnsupported, failures of connections and references
 */
export async function planRestore(input: PlanRestoreInput, deps: Deps): Promise<PlannedRestore> {
  const { run, into, options } = input;
  const chosen = await chooseForRestore(input, deps);
  const destination = await inspectDestination(resolveDestination(into, deps.readSecret), run.runId);
  const { checks: _checks, newestTakenAt: _newest, ...shared } = chosen.plan;
  assertDestination(destination, shared.serverMajor, options);
  const store = openStore(configuredRepository(deps.configuration, shared.repository), deps.readSecret);
  const earlier = await readEarlier(store, run.target, run.runId);
  const { database, systemIdentifier, place } = destination;
  const decided = {
    target: shared.target,
    backupId: shared.backupId,
    repository: shared.repository,
    into,
    place,
    database,
    systemIdentifier,
    options,
  };
  return {
    chosen,
    plan: {
      ...shared,
      kind: 'restore',
      into,
      options,
      destination,
      onSource: systemIdentifier === chosen.manifest.source.systemIdentifier,
      proof: describeProof(chosen.manifest.proof),
      lastRtoMs: earlier.at(-1)?.rtoMs,
      digest: digestOf(decided).slice(0, 16),
    },
  };
}
