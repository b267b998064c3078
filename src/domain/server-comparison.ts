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

/** Names settings, never their values. */
function compareServerSettings(expected: ServerProfile, found: ServerProfile): Check {
  const here = new Map(found.settings.map(({ name, value }) => [name, value]));
  const others = expected.settings.filter(({ name, value }) => value === null || here.get(name) !== value);
  const names = others.slice(0, NAMED).map(({ name }) => name);
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  return {
    name: 'server settings',
    about: 'surroundings',
    required: false,
    verdict: others.length === 0 ? 'passed' : 'skipped',
    expected: count(expected.settings.length, 'setting'),
    found: others.length === 0 ? 'the same' : `${count(others.length, 'setting')} not as there`,
    source: SOURCE,
    ...(others.length === 0 ? {} : { detail: `not tested with the source’s ${names.join(', ')}${more}` }),
  };
}
