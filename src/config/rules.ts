import { z } from 'zod';
import { readConnectionString } from './connection-string.ts';
import type { ConfigurationDocument } from './document.ts';
import type { Problem } from './problem.ts';
import { placed, suggest } from './problems.ts';

/** `null` stands for what the schema refuses: that is its business, and no rule speaks of it again. */
const text = z.string().nullish().catch(null);
const list = z.array(text).nullish().catch(null);
const postgres = z.object({ url: text, database: text, service: text }).nullish().catch(null);
const sql = z.array(z.object({ name: text }).catch({ name: null })).nullish();
const policy = z.object({
  repositories: list,
  sandbox: text,
  checks: z.object({ sql }).nullish().catch(null),
});
const target = z.object({ postgres, policy: text });

/** What the rules look at. It takes anything, so that their problems are found together with those of the schema. */
const written = z
  .object({
    targets: z
      .record(z.string(), target.catch({ postgres: null, policy: null }))
      .nullish()
      .catch(null),
    policies: z
      .record(z.string(), policy.catch({ repositories: null, sandbox: null, checks: null }))
      .nullish()
      .catch(null),
    repositories: z.record(z.string(), z.unknown()).nullish().catch(null),
    sandboxes: z.record(z.string(), z.unknown()).nullish().catch(null),
  })
  .catch({ targets: null, policies: null, repositories: null, sandboxes: null });

type Seen = z.infer<typeof written>;
type Path = readonly PropertyKey[];
type Report = (path: Path, message: string, part?: 'key' | 'value') => Problem;

/** Rules that no single key can break: every name that is used must be defined, and every choice must be decided. */
export function brokenRules(whole: unknown, documents: readonly ConfigurationDocument[]): readonly Problem[] {
  const seen = written.parse(whole);
  const report: Report = (path, message, part) => ({
    message: [path.join('.'), message].filter(text => text !== '').join(': '),
    ...placed(documents, path, part),
  });
  const policies = Object.keys(seen.policies ?? {});
  const repositories = Object.keys(seen.repositories ?? {});
  return [
    ...emptySections(seen, report),
    ...Object.entries(seen.targets ?? {}).flatMap(([name, value]) => brokenTarget(name, value, policies, report)),
    ...Object.entries(seen.policies ?? {}).flatMap(([name, value]) => brokenPolicy(name, value, seen, report)),
    ...(policies.length === 0 && seen.policies !== null && repositories.length > 1
      ? [report(['repositories'], 'with more than one, a policy must say which hold its backups', 'key')]
      : []),
  ];
}

function emptySections(seen: Seen, report: Report): readonly Problem[] {
  const isEmpty = (section: object | null | undefined) => section !== null && Object.keys(section ?? {}).length === 0;
  return [
    ...(isEmpty(seen.targets) ? [report([], 'targets: name at least one target')] : []),
    ...(isEmpty(seen.repositories) ? [report([], 'repositories: name at least one repository')] : []),
  ];
}

function brokenTarget(
  name: string,
  value: z.infer<typeof target>,
  policies: readonly string[],
  report: Report,
): readonly Problem[] {
  const undecided = value.policy === undefined && policies.length > 1 && !policies.includes('default');
  return [
    ...(undecided
      ? [report(['targets', name], `say which policy holds, there are ${policies.join(', ')}`, 'key')]
      : []),
    ...unknownName(['targets', name, 'policy'], 'policy', value.policy, policies, report),
    ...(value.postgres && namesNoDatabase(value.postgres)
      ? [report(['targets', name, 'postgres'], 'name a database, a service or a url', 'key')]
      : []),
  ];
}

function brokenPolicy(name: string, value: z.infer<typeof policy>, seen: Seen, report: Report): readonly Problem[] {
  const repositories = Object.keys(seen.repositories ?? {});
  const sandboxes = Object.keys(seen.sandboxes ?? {});
  const say = (what: string, names: readonly string[]) =>
    report(['policies', name], `say which ${what}, there are ${names.join(', ')}`, 'key');
  const at = ['policies', name];
  return [
    ...(value.repositories ?? []).flatMap((repository, index) =>
      unknownName([...at, 'repositories', index], 'repository', repository, repositories, report),
    ),
    ...repeated(value.repositories ?? []).map(index => report([...at, 'repositories', index], 'named twice')),
    ...(value.repositories === undefined && repositories.length > 1 ? [say('repositories', repositories)] : []),
    ...(value.sandbox === undefined && sandboxes.length > 1 ? [say('sandbox', sandboxes)] : []),
    ...unknownName([...at, 'sandbox'], 'sandbox', value.sandbox, sandboxes, report),
    ...repeated((value.checks?.sql ?? []).map(assertion => assertion.name)).map(index =>
      report([...at, 'checks', 'sql', index, 'name'], 'another assertion has this name'),
    ),
  ];
}

function unknownName(
  path: Path,
  kind: string,
  name: string | null | undefined,
  known: readonly string[],
  report: Report,
): readonly Problem[] {
  if (name === null || name === undefined || known.includes(name)) return [];
  return [report(path, `there is no ${kind} "${name}"${suggest(name, known)}`)];
}

/** Places of values that stand in the list before. */
function repeated(values: readonly (string | null | undefined)[]): readonly number[] {
  return values.flatMap((value, index) => (value && values.indexOf(value) < index ? [index] : []));
}

function namesNoDatabase({ url, database, service }: NonNullable<z.infer<typeof postgres>>): boolean {
  if (database !== undefined || service !== undefined) return false;
  if (url === undefined) return true;
  if (url === null || /^(env|file):/.test(url)) return false;
  const reading = readConnectionString(url);
  return reading.mistake === undefined && !['dbname', 'user', 'service'].some(keyword => keyword in reading.keywords);
}
