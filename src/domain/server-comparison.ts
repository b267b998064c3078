import { count } from './counting.ts';
import type { ServerProfile } from './server-profile.ts';
import type { SourceFacts } from './source.ts';
import type { Check } from './verdicts.ts';

const SOURCE = 'read under the dump’s snapshot';

/** Settings that a person is told by name; the artifact has them all. */
const NAMED = 20;

/** What of a server bears on how restored data sort and behave. */
interface Server {
  readonly profile: ServerProfile;
  readonly database: Pick<SourceFacts['database'], 'collationVersion'>;
}

/**
 * Says how the sandbox's server differs from the source's: build, platform, version of the collations, and settings. A sandbox
 * is another machine, so that nothing of it fails a test. `found.settings` has to name every setting of `expected`.
 */
export function compareServers(expected: Server, found: Server): readonly Check[] {
  return [compareBuild(expected, found), compareServerSettings(expected.profile, found.profile)];
}

function compareBuild(expected: Server, found: Server): Check {
  const [before, after] = [expected.profile, found.profile];
  const versions = [expected, found].map(({ database }) => database.collationVersion ?? 'none');
  const differences = [
    ...(before.architecture === after.architecture
      ? []
      : [`platform ${before.architecture}, here ${after.architecture}`]),
    ...(versions[0] === versions[1]
      ? []
      : [`collation version ${versions[0]}, here ${versions[1]}: text may sort otherwise, and its indexes differ`]),
  ];
  return {
    name: 'server',
    about: 'surroundings',
    required: false,
    verdict: differences.length === 0 ? 'passed' : 'inconclusive',
    expected: before.fullVersion,
    found: after.fullVersion,
    source: SOURCE,
    ...(differences.length === 0 ? {} : { detail: `tested on another server: ${differences.join('; ')}` }),
  };
}

/**
 * Settings that bear on what statements mean and how values read; others decide how fast and where something happens. Times are
 * compared and asked for in UTC, whatever the zone.
 */
const BEARING = new Set(
  [
    ...['DateStyle', 'IntervalStyle', 'bytea_output', 'extra_float_digits', 'xmlbinary', 'xmloption'],
    ...['lc_monetary', 'lc_numeric', 'lc_time', 'default_text_search_config', 'client_encoding', 'search_path'],
    ...[
      'standard_conforming_strings',
      'backslash_quote',
      'array_nulls',
      'transform_null_equals',
      'lo_compat_privileges',
    ],
    ...['row_security', 'session_replication_role', 'check_function_bodies', 'default_transaction_isolation'],
    ...['default_table_access_method', 'shared_preload_libraries', 'session_preload_libraries'],
    ...['local_preload_libraries', 'data_checksums', 'block_size'],
  ].map(name => name.toLowerCase()),
);

/** Settings of the database and its roles: another check applies them and holds them against the source's. */
const OWN = new Set(['database', 'user', 'database user']);

/** Names settings, never their values. */
function compareServerSettings(expected: ServerProfile, found: ServerProfile): Check {
  const here = new Map(found.settings.map(({ name, value }) => [name, value]));
  const others = expected.settings.filter(({ name, value }) => value === null || here.get(name) !== value);
  const bearing = others.filter(({ name, source }) => BEARING.has(name.toLowerCase()) && !OWN.has(source));
  const named = bearing.length > 0 ? bearing : others;
  const names = named.slice(0, NAMED).map(({ name }) => name);
  const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
  return {
    name: 'server settings',
    about: 'surroundings',
    required: false,
    verdict: bearing.length === 0 ? 'passed' : 'inconclusive',
    expected: count(expected.settings.length, 'setting'),
    found: others.length === 0 ? 'the same' : `${others.length} not as there, ${bearing.length} of meaning`,
    source: SOURCE,
    ...(others.length === 0 ? {} : { detail: `not tested with the source’s ${names.join(', ')}${more}` }),
  };
}
