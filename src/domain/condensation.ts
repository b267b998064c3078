import type { Check } from './verdicts.ts';

/** Checks that a run carries one by one: a history holds what people look at, not a database's whole catalogue. */
const CARRIED = 600;

/**
 * Bounds a list of checks. What did not pass is kept, up to the bound; of what passed the first are kept and the rest becomes
 * one check that says how many there were.
 */
export function condenseChecks(checks: readonly Check[]): readonly Check[] {
  if (checks.length <= CARRIED) return checks;
  const wanting = checks.filter(check => check.verdict !== 'passed');
  const passed = checks.filter(check => check.verdict === 'passed');
  const shownWanting = wanting.slice(0, CARRIED / 2);
  const shownPassed = passed.slice(0, CARRIED - shownWanting.length);
  return [
    ...shownWanting,
    ...remainder('did not pass', 'failed', wanting.length - shownWanting.length),
    ...shownPassed,
    ...remainder('passed', 'passed', passed.length - shownPassed.length),
  ];
}

function remainder(words: string, verdict: 'failed' | 'passed', count: number): readonly Check[] {
  if (count === 0) return [];
  return [
    {
      name: `${count} more checks`,
      about: 'content',
      required: true,
      verdict,
      detail: `${count} more checks of the same kind ${words}`,
    },
  ];
}
