import type { Configuration } from '../config/configuration.ts';
import { suggest } from '../config/problems.ts';
import { Failure } from '../domain/failures.ts';
import type { Policy } from '../domain/policies.ts';
import type { Repository } from '../domain/repositories.ts';
import type { Target } from '../domain/targets.ts';

/** The target a person named, or the only one where none was named. Throws NotFound, UsageInvalid. */
export function chooseTarget(configuration: Configuration, name: string | undefined): Target {
  const names = configuration.targets.map(target => target.name);
  if (name === undefined) {
    const only = configuration.targets[0];
    if (only !== undefined && names.length === 1) return only;
    throw new Failure('UsageInvalid', 'say which target', { hint: `there are ${names.join(', ')}` });
  }
  const found = configuration.targets.find(target => target.name === name);
  if (found !== undefined) return found;
  throw new Failure('NotFound', `there is no target "${name}"${suggest(name, names)}`, {
    hint: `there are ${names.join(', ')}`,
  });
}

/** The policy that holds for a target. */
export function policyOf(configuration: Configuration, target: Target): Policy {
  const policy = configuration.policies.find(({ name }) => name === target.policy);
  if (policy === undefined) throw new Failure('NotFound', `there is no policy "${target.policy}"`);
  return policy;
}

/** The repositories of a policy, the primary one first; only the one a person named, where they named one. */
export function repositoriesOf(configuration: Configuration, policy: Policy, named?: string): readonly Repository[] {
  if (named !== undefined && !policy.repositories.includes(named)) {
    throw new Failure(
      'NotFound',
      `the policy ${policy.name} has no repository "${named}"${suggest(named, policy.repositories)}`,
      {
        hint: `there are ${policy.repositories.join(', ')}`,
      },
    );
  }
  const names = named === undefined ? policy.repositories : [named];
  return names.flatMap(name => configuration.repositories.find(repository => repository.name === name) ?? []);
}
