import { count } from './counting.ts';
import type { NotProven } from './proof.ts';
import type { Check, Verdict } from './verdicts.ts';

/** Checks that a run carries one by one: a history holds what people look at, not a database's whole catalogue. */
const CARRIED = 600;

/**
 * Bounds a list of checks without changing what follows from it. What did not pass is kept, up to the bound, what the test
 * depends on first; of what passed the first are kept. Each kind of the rest becomes one check that says how many there were.
 * `carried` is the bound, where a run carries several lists.
 */
export function condenseChecks(checks: readonly Check[], carried = CARRIED): readonly Check[] {
  if (checks.length <= carried) return checks;
  const wanting = checks.filter(check => check.verdict !== 'passed').toSorted((a, b) => gravity(b) - gravity(a));
  const passed = checks.filter(check => check.verdict === 'passed');
  const shownWanting = wanting.slice(0, Math.ceil(carried / 2));
  const shownPassed = passed.slice(0, carried - shownWanting.length);
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
  skipped: 'skipped',
};

/** Objects without a proof that a run carries by name. */
const NAMED = 300;

/** Bounds a list of what was not examined, keeping the first; the last entry says how many more there are. */
export function condenseNotProven(objects: readonly NotProven[]): readonly NotProven[] {
  const more = objects.length - NAMED;
  const named = objects.slice(0, NAMED).map(({ object, reason }) => ({ object, reason }));
  if (more <= 0) return named;
  return [...named, { object: count(more, 'more object'), reason: 'for reasons like those above; not named here' }];
}

/** One check for every kind: an optional check that failed must not come back as a required one. */
function remainders(checks: readonly Check[]): readonly Check[] {
  const kinds = Map.groupBy(checks, ({ about, required, verdict }) => `${about} ${required} ${verdict}`);
  return [...kinds.values()].flatMap(alike => {
    const [first] = alike;
    if (first === undefined) return [];
    const { about, required, verdict } = first;
    const name = count(alike.length, 'more check');
    return [{ name, about, required, verdict, detail: `${name} ${WORDS[verdict]}` }];
  });
}
