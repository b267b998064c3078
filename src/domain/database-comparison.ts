import type { SourceFacts } from './source.ts';
import type { Check } from './verdicts.ts';

/** The properties of a database that no archive entry carries, in words that compare. */
function propertiesOf({ database }: SourceFacts): { readonly [property: string]: string } {
  const settings = database.settings
    .filter(({ database: own }) => own !== null)
    .map(({ role, settings: all }) => `${role ?? 'all'}: ${all.toSorted().join(', ')}`);
  return {
    encoding: database.encoding,
    collation: database.collate,
    'character type': database.ctype,
    'locale provider': database.localeProvider,
    locale: database.locale ?? 'none',
    owner: database.owner,
    comment: database.comment ?? 'none',
    'connection limit': String(database.connectionLimit),
    grants: database.acl.toSorted().join(' ') || 'the defaults',
    settings: settings.toSorted().join('; ') || 'none',
  };
}

/** Properties whose values a person has written: a difference names them, and does not repeat them. */
const UNTOLD = ['comment', 'settings'];

/** Compares the properties of two databases: one check, which names what differs. */
export function compareDatabases(source: SourceFacts, restored: SourceFacts): readonly Check[] {
  const [expected, found] = [propertiesOf(source), propertiesOf(restored)];
  const differing = Object.keys(expected).filter(property => expected[property] !== found[property]);
  const base = {
    name: 'database',
    about: 'content',
    required: true,
    expected: 'the properties of the source',
    source: 'facts read under the snapshot',
  } as const;
  if (differing.length === 0) return [{ ...base, verdict: 'passed', found: 'the same' }];
  const told = differing.map(property =>
    UNTOLD.includes(property) ? property : `${property} ${found[property]} instead of ${expected[property]}`,
  );
  return [{ ...base, verdict: 'failed', found: 'others', detail: told.join('; ') }];
}
