import { expect, test } from 'vitest';
import { isMemoryLimit, isWaitLimit } from '../../src/config/limits.ts';
import { MINIMAL, problemsOf } from './files.ts';

test.each([
  ['1ms', true],
  ['24d', true],
  ['0s', false],
  ['0.0001ms', false],
  ['25d', false],
  ['soon', false],
])('a wait of %s can be a limit: %s', (text, can) => {
  expect(isWaitLimit(text)).toBe(can);
});

test.each([
  ['16MiB', true],
  ['4TiB', true],
  ['0B', false],
  ['1MB', false],
  ['5TiB', false],
  ['much', false],
])('a cluster can plan with %s of memory: %s', (text, can) => {
  expect(isMemoryLimit(text)).toBe(can);
});

test.each([
  ['worker: { hostLostAfter: 0s }', 'worker.hostLostAfter: write a time above 0 and below 25d'],
  ['policies: { p: { dump: { lockWait: 0s } } }', 'policies.p.dump.lockWait: write a time above 0 and below 25d'],
  [
    'policies: { p: { checks: { sql: [{ name: n, query: q, equals: 1, timeLimit: 0ms }] } } }',
    'policies.p.checks.sql.0.timeLimit: write a time above 0 and below 25d',
  ],
  ['sandboxes: { s: { kind: local, limits: { memory: 0B } } }', 'limits.memory: write a size from 16MiB to 4TiB'],
])('%s is refused: PostgreSQL or Temporal would take it for no limit, or not start', (line, problem) => {
  expect(problemsOf(`${MINIMAL}${line}\n`)).toEqual([expect.stringContaining(problem)]);
});
