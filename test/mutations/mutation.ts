import { describeCheck, formatObservation } from '../../src/domain/observations.ts';
import type { Check } from '../../src/domain/verdicts.ts';

/** A fault that is planted on purpose together with others, each in an object of its own. */
export interface Mutation {
  /** What is wrong then, for people. */
  readonly fault: string;
  /** Names of the checks that must find it, and that nothing else may trouble. */
  readonly finds: readonly string[];
  /** What the check says of this fault, where it says something of others, too. */
  readonly says?: string;
}

/** A fault with what found it. */
export interface Finding {
  readonly fault: string;
  /** The check, or the step and its failure; undefined where nothing did. */
  readonly by: string | undefined;
  readonly words: string;
}

/** What was planted in one place, with what it came to. */
export interface Part {
  readonly place: string;
  readonly findings: readonly Finding[];
  /** Checks that accuse what nobody has touched. */
  readonly accusations: readonly string[];
}

/** Who found each fault: a fault is found where all its checks say so. What no fault explains is a false accusation. */
export function attribute(place: string, mutations: readonly Mutation[], checks: readonly Check[]): Part {
  const wanting = checks.filter(isWanting);
  const explained = new Set(mutations.flatMap(({ finds }) => finds));
  const findings = mutations.map(({ fault, finds, says }): Finding => {
    const found = finds.flatMap(name => wanting.find(check => check.name === name) ?? []);
    const [first] = found;
    const isFound = first !== undefined && found.length === finds.length && wordsOf(first).includes(says ?? '');
    if (!isFound) return { fault, by: undefined, words: '' };
    return { fault, by: `${first.name}${first.required ? '' : ' (told only)'}`, words: says ?? wordsOf(first) };
  });
  return { place, findings, accusations: accusationsIn(wanting.filter(({ name }) => !explained.has(name))) };
}

/** Checks of what nobody has touched that accuse something. */
export function accusationsIn(checks: readonly Check[]): readonly string[] {
  return checks.filter(isWanting).map(describeCheck);
}

function isWanting({ verdict, about }: Check): boolean {
  return about !== 'objective' && verdict !== 'passed' && verdict !== 'skipped';
}

/** The sentence of a check; of a definition that differs the lines, too. */
export function wordsOf({ detail, expected, found }: Check): string {
  if (detail !== undefined && detail !== 'its definition differs') return detail;
  const values = `${formatObservation(found)} instead of ${formatObservation(expected)}`;
  return detail === undefined ? values : `${detail}: ${values}`;
}
