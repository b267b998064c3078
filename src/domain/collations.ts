import { count } from './counting.ts';
import type { SourceCollation } from './source.ts';
import type { Check } from './verdicts.ts';

/** Names of indexes that a check shows. */
const SHOWN = 3;

/**
 * Compares the versions of the libraries that sort texts. Where they differ, ranges and orders may, too; a logical restore builds
 * its indexes anew, so that nothing is damaged by it, but nothing here tells how the source sorts. `expected` is undefined
 * in backups that do not tell.
 */
export function compareCollations(
  expected: readonly SourceCollation[] | undefined,
  found: readonly SourceCollation[],
): Check {
  const base = {
    name: 'collation versions',
    about: 'surroundings',
    required: false,
    source: 'read under the dump’s snapshot',
  } as const;
  if (expected === undefined) return { ...base, verdict: 'skipped', detail: 'an older backup that does not tell them' };
  const here = new Map(found.map(collation => [collation.name, collation.actual]));
  const differing = expected.filter(({ name, actual }) => here.has(name) && here.get(name) !== actual);
  const outgrown = expected.filter(({ recorded, actual }) => recorded !== null && recorded !== actual);
  const sentences = [
    ...differing.map(collation => describeDifference(collation, here.get(collation.name) ?? null)),
    ...outgrown.map(describeOutgrown),
  ];
  const told = (all: readonly SourceCollation[]) =>
    all.map(({ name, actual }) => `${name} ${actual ?? 'none'}`).join(', ');
  const versions = {
    expected: told(expected),
    found: told(found.filter(({ name }) => expected.some(one => one.name === name))),
  };
  if (sentences.length === 0) return { ...base, ...versions, verdict: 'passed' };
  return { ...base, ...versions, verdict: 'inconclusive', detail: sentences.join('; ') };
}

function describeDifference(collation: SourceCollation, here: string | null): string {
  const { name, actual } = collation;
  return `the source sorts by version ${actual ?? 'none'} of the collation ${name}, the sandbox by ${here ?? 'none'}: orders may differ (${dependents(collation)}); a restore builds indexes anew, data files that move to such a machine need REINDEX`;
}

function describeOutgrown(collation: SourceCollation): string {
  const { name, recorded, actual } = collation;
  return `on the source itself the collation ${name} was noted as version ${recorded} and is ${actual ?? 'gone'} now: REINDEX there, then ALTER … REFRESH COLLATION VERSION (${dependents(collation)})`;
}

function dependents({ indexes, indexCount }: SourceCollation): string {
  if (indexCount === 0) return 'no index depends on it';
  const rest = indexCount - Math.min(SHOWN, indexes.length);
  const more = rest > 0 ? ` and ${rest} more` : '';
  return `${count(indexCount, 'index depends', 'indexes depend')} on it: ${indexes.slice(0, SHOWN).join(', ')}${more}`;
}
