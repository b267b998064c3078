import { expect, test } from 'vitest';
import { EXIT, FAILURES } from '../../src/domain/failures.ts';
import { STATUS_EXIT_CODES } from '../../src/domain/status.ts';
import { pageOf } from './documented.ts';

/** The rows of the table of exit codes: code and the failures that end with it. */
function documentedCodes(): ReadonlyMap<number, readonly string[]> {
  const section = pageOf('operate.md').split('## Exit codes')[1] ?? '';
  const rows = [...section.matchAll(/^\| (\d+) +\|[^|]+\|([^|]*)\|$/gm)];
  return new Map(
    rows.map(([, code, failures = '']) => [
      Number(code),
      [...failures.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    ]),
  );
}

test('the table of exit codes names every failure at its code, and nothing else', () => {
  const expected = Map.groupBy(Object.entries(FAILURES), ([, { exitCode }]) => exitCode);
  const named = [...documentedCodes()].filter(([, failures]) => failures.length > 0);
  expect(new Map(named.map(([code, failures]) => [code, failures.toSorted()]))).toEqual(
    new Map([...expected].map(([code, failures]) => [code, failures.map(([name]) => name).toSorted()])),
  );
});

test('the table of exit codes has every code that a command can end with', () => {
  const codes = [EXIT, STATUS_EXIT_CODES].flatMap(table => Object.values(table));
  const failures = Object.values(FAILURES).map(({ exitCode }) => exitCode);
  const all = new Set<number>([...codes, ...failures]);
  expect([...documentedCodes().keys()].toSorted()).toEqual([...all].toSorted());
});
