import { count } from './counting.ts';
import { formatDuration } from './durations.ts';
import type { SqlAssertion } from './policies.ts';
import type { Check, Observation } from './verdicts.ts';

/**
 * Judges what an assertion's query returned: its rows as lists of texts, as PostgreSQL writes values, or the message of its
 * failure. Values compare as they are written: 1.00 does not equal 1. A relation that is missing in the restored database is a
 * finding like any other wrong answer.
 */
export function judgeAssertion(
  assertion: SqlAssertion,
  answer: readonly (readonly (string | null)[])[] | string,
): Check {
  const base = {
    name: `assertion ${assertion.name}`,
    about: 'content',
    required: true,
    expected: expectation(assertion),
    source: 'SQL assertion of the policy',
  } as const;
  if (typeof answer === 'string') {
    const late = /statement timeout/.test(answer);
    const detail = late ? `the query was ended after ${formatDuration(assertion.timeLimitMs)}` : answer;
    return { ...base, verdict: 'failed', found: null, detail };
  }
  const row = answer[0];
  const value = row?.[0];
  if (answer.length !== 1 || row?.length !== 1 || value === undefined) {
    const detail = `the query must return one row with one value, not ${count(answer.length, 'row')} with ${row?.length ?? 0}`;
    return { ...base, verdict: 'failed', found: null, detail };
  }
  return { ...base, verdict: holds(assertion, value) ? 'passed' : 'failed', found: value && shorten(value) };
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
  }
}

function holds({ expect }: SqlAssertion, value: string | null): boolean {
  if (value === null) return false;
  switch (expect.kind) {
    case 'equals':
      return value === expect.value;
    case 'atLeast':
      return numberOf(value) >= expect.value;
    case 'between':
      return numberOf(value) >= expect.low && numberOf(value) <= expect.high;
  }
}

/** A text without a number in it is none: `Number('')` would be 0. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
