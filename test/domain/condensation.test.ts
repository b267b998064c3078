import { expect, test } from 'vitest';
import { condenseChecks, condenseNotProven } from '../../src/domain/condensation.ts';
import { concludeRestoreTest } from '../../src/domain/restore-verdict.ts';
import { type Check, overallVerdict, type Verdict } from '../../src/domain/verdicts.ts';

/** As long as names in PostgreSQL become. */
const LONG = 'x'.repeat(63);

const make = (count: number, verdict: Verdict, rest: Partial<Check> = {}): readonly Check[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `table ${LONG}.${LONG}${verdict}${index}`,
    about: 'content',
    required: true,
    verdict,
    expected: { rows: index, fingerprint: 'f'.repeat(33) },
    found: { rows: index, fingerprint: 'f'.repeat(33) },
    source: 'proof taken under the dump’s snapshot',
    ...rest,
  }));

/** How many checks of a verdict a list stands for, those that it only counts included. */
const count = (checks: readonly Check[], verdict: Verdict) =>
  checks
    .filter(check => check.verdict === verdict)
    .reduce((sum, { name }) => sum + Number(/^([\d,]+) more checks?$/.exec(name)?.[1]?.replaceAll(',', '') ?? 1), 0);

test('leaves a list alone that people can look at', () => {
  const checks = [...make(300, 'passed'), ...make(300, 'failed')];
  expect(condenseChecks(checks)).toBe(checks);
});

test('keeps the proof of 100,000 tables far below the limit of a payload', () => {
  const mixed = [...make(60_000, 'passed'), ...make(40_000, 'failed')];
  expect(JSON.stringify(condenseChecks(mixed)).length).toBeLessThan(512_000);
});

test.each(['failed', 'inconclusive', 'skipped', 'passed'] as const)('loses count of no check that %s', verdict => {
  const checks = (['passed', 'skipped', 'inconclusive', 'failed'] as const).flatMap(one => make(1_000, one));
  expect(count(condenseChecks(checks), verdict)).toBe(1_000);
});

test('shows every failed check among a great many that passed', () => {
  const failed = make(12, 'failed');
  const condensed = condenseChecks([...make(99_988, 'passed'), ...failed]);
  expect(condensed.filter(({ verdict }) => verdict === 'failed')).toEqual(failed);
});

test('shows what the test depends on before what it does not', () => {
  const [optional, required] = [make(5_000, 'failed', { required: false }), make(3, 'failed')];
  expect(condenseChecks([...optional, ...required])).toEqual(expect.arrayContaining([...required]));
});

test('says how many more there were', () => {
  const details = condenseChecks([...make(1_000, 'passed'), ...make(400, 'inconclusive')]).flatMap(
    ({ detail }) => detail ?? [],
  );
  expect(details).toEqual(['100 more checks could not be made', '700 more checks passed']);
});

test('says of one check more that it is one', () => {
  expect(condenseChecks(make(601, 'passed')).at(-1)).toMatchObject({ name: '1 more check', verdict: 'passed' });
});

const unproven = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    object: `${LONG}.${LONG}${index}`,
    schema: LONG,
    name: `${LONG}${index}`,
    reason: 'foreign table: its rows lie on another server and are not in the backup',
  }));

test('names what was not examined, and why, as long as people can look at it', () => {
  const named = condenseNotProven(unproven(300));
  expect(named).toEqual(unproven(300).map(({ object, reason }) => ({ object, reason })));
});

test('keeps 100,000 objects without a proof far below the limit of a payload, and says how many it does not name', () => {
  const condensed = condenseNotProven(unproven(100_000));
  expect(JSON.stringify(condensed).length).toBeLessThan(512_000);
  expect(condensed).toHaveLength(301);
  expect(condensed.at(-1)).toEqual({
    object: '99,700 more objects',
    reason: 'for reasons like those above; not named here',
  });
});

test.each([
  ['a failed one at the end', [...make(5_000, 'passed'), ...make(1, 'failed')]],
  ['more failed ones than are shown', make(5_000, 'failed')],
  ['failed ones that are optional', [...make(10, 'passed'), ...make(5_000, 'failed', { required: false })]],
  ['ones that could not run', [...make(10, 'passed'), ...make(5_000, 'inconclusive')]],
  ['nothing required', make(5_000, 'passed', { required: false })],
  ['optional ones before required ones', [...make(5_000, 'passed', { required: false }), ...make(10, 'passed')]],
  [
    'missed objectives behind optional ones',
    [
      ...make(10, 'passed'),
      ...make(400, 'failed', { required: false }),
      ...make(400, 'failed', { about: 'objective', required: false }),
    ],
  ],
  ['missed objectives', [...make(10, 'passed'), ...make(5_000, 'failed', { about: 'objective', required: false })]],
])('never changes the verdict: %s', (_, checks) => {
  const condensed = condenseChecks(checks);
  expect(overallVerdict(condensed)).toBe(overallVerdict(checks));
  expect(concludeRestoreTest(condensed, undefined).failure?.kind).toBe(
    concludeRestoreTest(checks, undefined).failure?.kind,
  );
});
