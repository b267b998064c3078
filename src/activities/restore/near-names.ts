import { distance } from 'fastest-levenshtein';
import { formatName, type GivenName } from '../../domain/object-names.ts';

/** Names that are shown. */
const SHOWN = 3;

/** The names that may be meant by one that does not exist, the nearest first, as a person may give them. */
export function nearNames(given: GivenName, known: readonly GivenName[]): readonly string[] {
  const wanted = plain(given);
  return known
    .map(name => ({ name, apart: distance(wanted, plain(given.schema === undefined ? { name: name.name } : name)) }))
    .filter(({ apart }) => apart <= Math.max(2, Math.floor(wanted.length / 3)))
    .toSorted((a, b) => a.apart - b.apart)
    .slice(0, SHOWN)
    .map(({ name }) => formatName(name));
}

function plain({ schema, name }: GivenName): string {
  return (schema === undefined ? name : `${schema}.${name}`).toLowerCase();
}
