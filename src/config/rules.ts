import type { ConfigurationDocument } from './document.ts';
import { type Problem, placed, suggest } from './problems.ts';
import type { Complete } from './written.ts';

/** Rules that no single key can break: every name that is used must be defined, and every choice must be decided. */
export function brokenRules(written: Complete, documents: readonly ConfigurationDocument[]): readonly Problem[] {
  const problem = (path: readonly PropertyKey[], message: string): Problem => ({ message, ...placed(documents, path) });
  const unknown = (path: readonly PropertyKey[], kind: string, name: string, known: readonly string[]) =>
    known.includes(name)
      ? []
      : [problem(path, `${path.join('.')}: there is no ${kind} "${name}"${suggest(name, known)}`)];

  const repositories = Object.keys(written.repositories);
  const policies = Object.keys(written.policies);
  const sandboxes = Object.keys(written.sandboxes);
  return [
    ...(Object.keys(written.targets).length === 0 ? [problem([], 'targets: name at least one target')] : []),
    ...(repositories.length === 0 ? [problem([], 'repositories: name at least one repository')] : []),
    ...Object.entries(written.targets).flatMap(([name, target]) => [
      ...(target.policy === undefined
        ? policies.length > 1 && !policies.includes('default')
          ? [problem(['targets', name], `targets.${name}: say which policy holds, there are ${policies.join(', ')}`)]
          : []
        : unknown(['targets', name, 'policy'], 'policy', target.policy, policies)),
      ...namesNoDatabase(target.postgres).map(message =>
        problem(['targets', name, 'postgres'], `targets.${name}.postgres: ${message}`),
      ),
    ]),
    ...Object.entries(written.policies).flatMap(([name, policy]) => [
      ...(policy.repositories ?? []).flatMap((repository, index) =>
        unknown(['policies', name, 'repositories', index], 'repository', repository, repositories),
      ),
      ...(policy.repositories === undefined && repositories.length > 1
        ? [
            problem(
              ['policies', name],
              `policies.${name}: say which repositories, there are ${repositories.join(', ')}`,
            ),
          ]
        : []),
      ...(policy.sandbox === undefined
        ? sandboxes.length > 1
          ? [problem(['policies', name], `policies.${name}: say which sandbox, there are ${sandboxes.join(', ')}`)]
          : []
        : unknown(['policies', name, 'sandbox'], 'sandbox', policy.sandbox, sandboxes)),
    ]),
    ...(policies.length === 0 && repositories.length > 1
      ? [problem(['repositories'], 'repositories: with more than one, a policy must say which hold its backups')]
      : []),
  ];
}

function namesNoDatabase(postgres: Complete['targets'][string]['postgres']): readonly string[] {
  const named = postgres.url ?? postgres.database ?? postgres.service;
  return named === undefined ? ['name a database, a service or a url'] : [];
}
