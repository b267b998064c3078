import type { Check, Verdict } from './verdicts.ts';

/** Checks that a run carries one by one: a history holds what people look at, not a database's whole catalogue. */
const CARRIED = 600;

/**
 * Bounds a list of checks without changing what follows from it. What did not pass is kept, up to the bound, what the test
 * depends on first; of what passed the first are kept. Each kind of the rest becomes one check that says how many there were.
 */
export function condenseChecks(checks: readonly Check[]): readonly Check[] {
  if (checks.length <= CARRIED) return checks;
  const wanting = checks.filter(check => check.verdict !== 'passed').toSorted((a, b) => gravity(b) - gravity(a));
  const passed = checks.filter(check => check.verdict === 'passed');
  const shownWanting = wanting.slice(0, CARRIED / 2);
  const shownPassed = passed.slice(0, CARRIED - shownWanting.length);
  return [
    ...shownWanting,
    ...remainders(wanting.slice(shownWanting.length)),
    ...shownPassed,
    ...remainders(passed.slice(shownPassed.length)),
  ];
}

function gravity({ required, verdict }: Check): number {
  return (required ? 2 : 0) + (verdict === 'failed' ? 1 : 0);
}

const WORDS: { readonly [verdict in Verdict]: string } = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'could not be made',
  skipped: 'were skipped',
};

/** One check for every kind: an optional check that failed must not come back as a required one. */
function remainders(checks: readonly Check[]): readonly Check[] {
  const kinds = Map.groupBy(checks, ({ about, required, verdict }) => `${about} ${required} ${verdict}`);
  return [...kinds.values()].flatMap(alike => {
    const [first] = alike;
    if (first === undefined) return [];
    const { about, required, verdict } = first;
    const name = `${alike.length} more checks`;
    return [{ name, about, required, verdict, detail: `${name} ${WORDS[verdict]}` }];
  });
}
