import type { BackupPlan } from '../../domain/plan.ts';
import { describeRepository } from '../../domain/repositories.ts';
import { backupIdOf, type RunIdentity } from '../../domain/runs.ts';
import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { digestOf } from '../lib/digest.ts';

/** Decides what a backup run will do, from the worker's configuration. Throws NotFound for an unknown target. */
export async function planBackup({ run }: { readonly run: RunIdentity }, deps: Deps): Promise<BackupPlan> {
  const target = configuredTarget(deps.configuration, run.target);
  const policy = configuredPolicy(deps.configuration, target.policy);
  return {
    kind: 'backup',
    run,
    target: target.name,
    backupId: backupIdOf(run),
    policy: policy.name,
    policyDigest: digestOf(policy),
    objectives: policy.objectives,
    proof: policy.proof,
    staging: policy.staging,
    dump: policy.dump,
    repositories: policy.repositories,
    places: policy.repositories.map(name => describeRepository(configuredRepository(deps.configuration, name))),
    hasSearchAttributes: deps.hasSearchAttributes,
  };
}
