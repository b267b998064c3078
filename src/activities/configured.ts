import type { Configuration } from '../config/configuration.ts';
import { Failure } from '../domain/failures.ts';
import type { Policy } from '../domain/policies.ts';
import type { Repository } from '../domain/repositories.ts';
import type { Sandbox } from '../domain/sandboxes.ts';
import type { Target } from '../domain/targets.ts';

const HINT = 'the worker was started with another configuration: restart it after a change';

/** The target of this name in the worker's configuration. Throws NotFound. */
export function configuredTarget(configuration: Configuration, name: string): Target {
  return named(configuration.targets, name, 'target');
}

/** The policy of this name. Throws NotFound. */
export function configuredPolicy(configuration: Configuration, name: string): Policy {
  return named(configuration.policies, name, 'policy');
}

/** The repository of this name. Throws NotFound. */
export function configuredRepository(configuration: Configuration, name: string): Repository {
  return named(configuration.repositories, name, 'repository');
}

/** The sandbox of this name. Throws NotFound. */
export function configuredSandbox(configuration: Configuration, name: string): Sandbox {
  return named(configuration.sandboxes, name, 'sandbox');
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string, what: string): T {
  const found = all.find(candidate => candidate.name === name);
  if (found !== undefined) return found;
  throw new Failure('NotFound', `there is no ${what} "${name}" in the worker’s configuration`, { hint: HINT });
}
