import type { SourceFacts } from './source.ts';
import type { Check } from './verdicts.ts';

/** What is settled when a database is made, in words that compare. */
function makeOf({ database }: SourceFacts): { readonly [property: string]: string } {
  return {
    encoding: database.encoding,
    collation: database.collate,
    'character type': database.ctype,
    'locale provider': database.localeProvider,
    locale: database.locale ?? 'none',
    owner: database.owner,
  };
}

/** Compares how two databases were made: encoding, locale and owner. One check, which names what differs. */
export function compareMake(source: SourceFacts, restored: SourceFacts): Check {
  const [expected, found] = [makeOf(source), makeOf(restored)];
  const differing = Object.keys(expected).filter(property => expected[property] !== found[property]);
  const base = {
    name: 'database',
    about: 'content',
    required: true,
    expected: 'encoding, locale and owner as on the source',
    source: 'read under the dump’s snapshot',
  } as const;
  if (differing.length === 0) return { ...base, verdict: 'passed', found: 'the same' };
  const told = differing.map(property => `${property} ${found[property]} instead of ${expected[property]}`);
  return { ...base, verdict: 'failed', found: 'others', detail: told.join('; ') };
}
