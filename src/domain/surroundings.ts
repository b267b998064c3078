import { count } from './counting.ts';
import type { SourceFacts } from './source.ts';
import type { Check } from './verdicts.ts';

/** What stands in pg_db_role_setting. */
type Settings = SourceFacts['database']['settings'];

/** What of a database no dump of its objects shows. */
export interface DatabaseProperties {
  readonly comment: string | null;
  readonly connectionLimit: number;
  /** Rights as PostgreSQL writes them; none stands for the default, too. */
  readonly acl: readonly string[];
  readonly settings: Settings;
}

/** The properties of the database that facts are of, without those of others. */
export function propertiesOf({ database }: Pick<SourceFacts, 'database'>): DatabaseProperties {
  return { ...database, settings: database.settings.filter(entry => entry.database === database.name) };
}

const SOURCE = 'read under the dump’s snapshot';

/**
 * Compares what a restore of the database's own entries leads to with what the source was like: comment, connection limit,
 * rights, `ALTER DATABASE … SET` and `ALTER ROLE … IN DATABASE … SET`. `defaultAcl` is what no rights stand for. Names
 * settings, never their values.
 */
export function compareProperties(
  expected: DatabaseProperties,
  found: DatabaseProperties,
  defaultAcl: readonly string[],
): Check {
  const rights = (acl: readonly string[]) => (acl.length === 0 ? defaultAcl : acl).toSorted().join('\n');
  const differences = [
    ...(expected.comment === found.comment ? [] : ['comment']),
    ...(expected.connectionLimit === found.connectionLimit ? [] : ['connection limit']),
    ...(rights(expected.acl) === rights(found.acl) ? [] : ['rights']),
    ...compareSettings(expected.settings, found.settings),
  ];
  return {
    name: 'database properties',
    about: 'content',
    required: true,
    verdict: differences.length === 0 ? 'passed' : 'failed',
    expected: 'comment, connection limit, rights and settings as on the source',
    found: differences.length === 0 ? `the same, ${count(sizeOf(expected.settings), 'setting')}` : 'others',
    source: SOURCE,
    ...(differences.length === 0 ? {} : { detail: `not as on the source: ${differences.join(', ')}` }),
  };
}

/**
 * Compares the settings of roles. They come from pg_dumpall, which takes no snapshot: one that was changed during the dump
 * differs as well, so that nothing depends on this check.
 */
export function compareRoleSettings(expected: Settings, found: Settings): Check {
  const differences = compareSettings(expected, found);
  return {
    name: 'settings of roles',
    about: 'content',
    required: false,
    verdict: differences.length === 0 ? 'passed' : 'failed',
    expected: count(sizeOf(expected), 'setting'),
    found: count(sizeOf(found), 'setting'),
    source: SOURCE,
    ...(differences.length === 0 ? {} : { detail: `not as on the source: ${differences.join(', ')}` }),
  };
}

function sizeOf(settings: Settings): number {
  return settings.reduce((sum, entry) => sum + entry.settings.length, 0);
}

/** Names of settings that one side has and the other has not so. */
function compareSettings(expected: Settings, found: Settings): readonly string[] {
  const [before, after] = [flatten(expected), flatten(found)];
  const names = [
    ...[...before].filter(([key]) => !after.has(key)),
    ...[...after].filter(([key]) => !before.has(key)),
  ].map(([, name]) => name);
  return [...new Set(names)];
}

function flatten(settings: Settings): ReadonlyMap<string, string> {
  return new Map(
    settings.flatMap(({ role, settings }) =>
      settings.map(setting => {
        const name = setting.slice(0, setting.indexOf('='));
        return [JSON.stringify([role, setting]), `setting ${name}${role === null ? '' : ` of role ${role}`}`] as const;
      }),
    ),
  );
}

/** Compares the versions of extensions. The restoring host's packages decide them, never the backup. */
export function compareExtensions(expected: SourceFacts['extensions'], found: SourceFacts['extensions']): Check {
  const versions = new Map(found.map(({ name, version }) => [name, version]));
  const others = expected
    .filter(({ name, version }) => versions.has(name) && versions.get(name) !== version)
    .map(({ name, version }) => `${name} ${version} on the source, ${versions.get(name)} here`);
  return {
    name: 'extension versions',
    about: 'surroundings',
    required: false,
    verdict: others.length === 0 ? 'passed' : 'inconclusive',
    expected: count(expected.length, 'extension'),
    found: others.length === 0 ? 'the same versions' : 'other versions',
    source: SOURCE,
    ...(others.length === 0 ? {} : { detail: `tested with other versions: ${others.join(', ')}` }),
  };
}

/** What is told of `ALTER ROLE ALL SET`, where the source has such settings: no dump carries them. */
export function missingSettings(settings: Settings): readonly Check[] {
  const names = settings
    .filter(({ role, database }) => role === null && database === null)
    .flatMap(entry => entry.settings.map(setting => setting.slice(0, setting.indexOf('='))));
  if (names.length === 0) return [];
  return [
    {
      name: 'settings of all roles',
      about: 'surroundings',
      required: false,
      verdict: 'skipped',
      detail: `neither pg_dump nor pg_dumpall carries ALTER ROLE ALL SET (${names.join(', ')}): the artifact source holds it`,
    },
  ];
}
