import { formatDuration } from './durations.ts';
import type { SqlAssertion } from './policies.ts';
import type { Check, Observation } from './verdicts.ts';

/**
 * Judges what an assertion's query returned: its rows as lists of values, or the message of its failure. A relation that is
 * missing in the restored database is a finding like any other wrong answer.
 */
export function judgeAssertion(assertion: SqlAssertion, answer: readonly (readonly unknown[])[] | string): Check {
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
  if (answer.length !== 1 || row?.length !== 1) {
    const detail = `the query must return one row with one value, not ${answer.length} rows with ${row?.length ?? 0}`;
    return { ...base, verdict: 'failed', found: null, detail };
  }
  const value = row[0] === null || row[0] === undefined ? null : String(row[0]);
  return { ...base, verdict: holds(assertion, value) ? 'passed' : 'failed', found: value };
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
      return Number(value) >= expect.value;
    case 'between':
      return Number(value) >= expect.low && Number(value) <= expect.high;
  }
}
