import { expect, test } from 'vitest';
import { showRestoreTest } from '../../src/client/commands/restore-test.ts';
import { type Console, openConsole } from '../../src/client/output/console.ts';
import { condenseChecks } from '../../src/domain/condensation.ts';
import type { RestoreTestOutcome } from '../../src/domain/outcomes.ts';
import type { Check } from '../../src/domain/verdicts.ts';

const tables = (count: number): readonly Check[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `table public.t${index}`,
    about: 'content',
    required: true,
    verdict: 'passed',
    found: { rows: 2 },
  }));

const OUTCOME: RestoreTestOutcome = {
  runId: 'r',
  workflowId: 'restore-test:orders',
  target: 'orders',
  verdict: 'passed',
  durationMs: 9_000,
  steps: [],
  warnings: [],
  backupId: '20261121T020000Z-logical-1a2b3c4d',
  takenAt: '2026-11-21T02:00:03Z',
  proof: {
    recipe: 'firedrill-proof-1',
    mode: 'full',
    tables: 4_000,
    rows: 8_000,
    largeObjects: 0,
    sequences: 0,
    notProven: 0,
  },
  checks: condenseChecks(tables(4_000)),
  measured: { rtoMs: 8_000, rpoMs: 0 },
};

/** What a person reads on stdout. */
function shown(outcome: RestoreTestOutcome): readonly string[] {
  const lines: string[] = [];
  const console: Console = {
    ...openConsole({ json: false, quiet: true, verbose: false, color: false }),
    result: text => lines.push(text),
  };
  showRestoreTest(console, outcome);
  return lines;
}

const proof = (mode: 'full' | 'counts' | 'off', tables: number, rows: number) => ({
  ...OUTCOME,
  proof: OUTCOME.proof && { ...OUTCOME.proof, mode, tables, rows },
});

test.each([
  [
    'more tables than a run carries checks for',
    OUTCOME,
    '4,000 tables with 8,000 rows, equal by count and fingerprint',
  ],
  ['a proof of counts', proof('counts', 1, 2), '1 table with 2 rows, equal in number of rows only'],
  ['no proof', proof('off', 0, 0), 'nothing was compared (proof: off)'],
])('says no more than is so of %s', (_, outcome, words) => {
  expect(shown(outcome)).toEqual([`passed  20261121T020000Z-logical-1a2b3c4d  ${words}, restored in 8.0 s`]);
});
