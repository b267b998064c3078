import type { FailureKind } from './failures.ts';

/** What an examination found. A check that did not run is `inconclusive` or `skipped`, never `passed`. */
export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'skipped';

/** A value that a check expected or found, as it stands in JSON. */
export type Observation =
  | string
  | number
  | boolean
  | null
  | { readonly [key: string]: string | number | boolean | null };

/** One examined fact of a restore test. */
export interface Check {
  readonly name: string;
  readonly verdict: Verdict;
  /** Objectives are judged beside the content: a slow restore of the right data is not a failed backup. */
  readonly about: 'content' | 'objective' | 'surroundings';
  /** Whether the whole test depends on it. An optional check that cannot run is reported and changes nothing. */
  readonly required: boolean;
  readonly expected?: Observation;
  readonly found?: Observation;
  /** Where the expectation comes from, for example `proof in the manifest`. */
  readonly source?: string;
  /** One sentence for people. Never row contents. */
  readonly detail?: string;
  /** The end of what a program wrote, some kilobytes, without secrets. */
  readonly output?: string;
  /** Why a check could not be made, where a person can mend it: the run ends with this failure instead of `Inconclusive`. */
  readonly failure?: FailureKind;
}

/**
 * The verdict over all checks: one failed required check of the content fails the whole, else one required check that could
 * not run (or no required check at all) makes it inconclusive.
 */
export function overallVerdict(checks: readonly Check[]): Exclude<Verdict, 'skipped'> {
  const content = checks.filter(check => check.required && check.about !== 'objective');
  if (content.some(check => check.verdict === 'failed')) return 'failed';
  if (content.length === 0 || content.some(check => check.verdict !== 'passed')) return 'inconclusive';
  return 'passed';
}

/** The objectives that were measured and missed. */
export function missedObjectives(checks: readonly Check[]): readonly Check[] {
  return checks.filter(check => check.about === 'objective' && check.verdict === 'failed');
}
