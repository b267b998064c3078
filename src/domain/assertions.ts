import { count } from './counting.ts';
import { compareDecimals, parseDecimal } from './decimals.ts';
import { formatBeyond, formatDuration } from './durations.ts';
import type { SqlAssertion } from './policies.ts';
import type { Check, Observation } from './verdicts.ts';

/**
 * What came of an assertion's query: its rows as lists of texts, as PostgreSQL writes values (of `newest`: the milliseconds
 * from the newest time to the snapshot), or why there are none.
 */
export type Answer =
  | { readonly kind: 'rows'; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly kind: 'late' }
  /** An error that lies in the assertion, whatever the database holds. */
  | { readonly kind: 'mistaken'; readonly message: string }
  /** An error that may come of what the database holds, or no longer holds. */
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Judges the answer to an assertion. `equals` compares values as they are written: 1.00 does not equal 1; the other forms compare
 * numbers to their last digit. A relation that is missing in the restored database is a finding like any other wrong answer. A
 * mistake in the assertion says nothing of the backup: the check could not be made, and a person has to mend the configuration.
 */
export function judgeAssertion(assertion: SqlAssertion, answer: Answer): Check {
  const base = {
    name: `assertion ${assertion.name}`,
    about: 'content',
    required: true,
    expected: expectation(assertion),
    source: 'SQL assertion of the policy',
  } as const;
  const mistaken = (detail: string): Check => ({
    ...base,
    verdict: 'inconclusive',
    found: null,
    detail: `mistake in the assertion: ${detail}`,
    failure: 'ConfigurationInvalid',
  });
  const failed = (detail: string): Check => ({ ...base, verdict: 'failed', found: null, detail });
  if (answer.kind === 'mistaken') return mistaken(answer.message);
  if (answer.kind === 'late') return failed(`the query was ended after ${formatDuration(assertion.timeLimitMs)}`);
  if (answer.kind === 'refused') return failed(answer.message);
  const { rows } = answer;
  const [row = []] = rows;
  const [value] = row;
  const shape = `the query must return one row with one value, not ${count(rows.length, 'row')} with ${row.length}`;
  if (rows.length > 0 && row.length !== 1) return mistaken(shape);
  if (rows.length !== 1 || value === undefined) return failed(shape);
  return { ...base, ...judgeValue(assertion, value) };
}

/** Name of the check of a query's time. */
export function timeCheckName({ name }: Pick<SqlAssertion, 'name'>): string {
  return `time of ${name}`;
}

/** How long a query took, held against the `maxMs` of its assertion; none where it has none. The data are not in doubt. */
export function judgeTime({ name, maxMs }: SqlAssertion, tookMs: number | undefined): readonly Check[] {
  if (maxMs === undefined) return [];
  const base = {
    name: timeCheckName({ name }),
    about: 'objective',
    required: false,
    expected: { atMostMilliseconds: maxMs },
    source: 'SQL assertion of the policy',
  } as const;
  if (tookMs === undefined) {
    return [{ ...base, verdict: 'skipped', detail: 'the query did not come to its end, so its time says nothing' }];
  }
  const met = tookMs <= maxMs;
  return [
    {
      ...base,
      verdict: met ? 'passed' : 'failed',
      found: { milliseconds: tookMs },
      detail: `time of ${name} ${tookMs} ms, at most ${maxMs} ms`,
    },
  ];
}

/** Characters of a found value that a check carries. */
const SHOWN = 200;

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function expectation({ expect }: SqlAssertion): Observation {
  switch (expect.kind) {
    case 'equals':
      return expect.value;
    case 'atLeast':
      return `at least ${expect.value}`;
    case 'between':
      return `between ${expect.low} and ${expect.high}`;
    case 'newest':
      return `at most ${formatDuration(expect.withinMs)} from the snapshot`;
  }
}

function judgeValue({ expect }: SqlAssertion, value: string | null): Pick<Check, 'verdict' | 'found' | 'detail'> {
  const verdict = (holds: boolean) => (holds ? 'passed' : 'failed');
  const found = value && shorten(value);
  switch (expect.kind) {
    case 'equals':
      return { verdict: verdict(value === expect.value), found };
    case 'atLeast':
      return { verdict: verdict(isWithin(value, expect.value)), found };
    case 'between':
      return { verdict: verdict(isWithin(value, expect.low, expect.high)), found };
    case 'newest':
      return judgeAge(expect, value);
  }
}

/** Whether a value is a number, and neither below `low` nor above `high`. */
function isWithin(value: string | null, low: string, high?: string): boolean {
  const [number, least, most] = [value ?? '', low, high ?? value ?? ''].map(parseDecimal);
  if (number === undefined || least === undefined || most === undefined) return false;
  return compareDecimals(number, least) >= 0 && compareDecimals(number, most) <= 0;
}

/** The age is all that is told of the newest row. */
function judgeAge(
  { table, column, withinMs }: Extract<SqlAssertion['expect'], { kind: 'newest' }>,
  value: string | null,
): Pick<Check, 'verdict' | 'found' | 'detail'> {
  if (value === null) {
    const detail = `${table}.${column} has no time up to the snapshot`;
    return { verdict: 'failed', found: null, detail };
  }
  const ageMs = Number(value);
  if (ageMs < 0) return { verdict: 'passed', found: `${formatDuration(-ageMs)} after the snapshot` };
  const isNew = ageMs <= withinMs;
  const age = isNew ? formatDuration(ageMs) : formatBeyond(ageMs, withinMs);
  return { verdict: isNew ? 'passed' : 'failed', found: `${age} before the snapshot` };
}
