import { expect, test } from 'vitest';
import { isMemoryLimit, isWaitLimit } from '../../src/config/limits.ts';
import { load, MINIMAL, problemsOf } from './files.ts';

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

test('M21: reads what spares the source', () => {
  const written = 'policies: { p: { dump: { maxSnapshotAge: 4h, rate: 1.5 MB/s, connections: 2, from: standby } } }';
  expect(load(`${MINIMAL}${written}\n`).policies[0]?.dump).toMatchObject({
    ...{ maxSnapshotAgeMs: 14_400_000, rateBytesPerSecond: 1_500_000, connections: 2, from: 'standby' },
  });
});

test.each([
  ['rate: 20MB', 'write a size for each second, such as 20MB/s'],
  ['rate: 0B/s', 'write a size for each second, such as 20MB/s'],
  ['rate: fast/s', 'write a size for each second, such as 20MB/s'],
  ['maxSnapshotAge: 0s', 'write a time above 0 and below 25d'],
  ['connections: 1', 'policies.p.dump.connections: '],
  ['from: replica', 'policies.p.dump.from: '],
])('M21: refuses dump: { %s }', (line, problem) => {
  expect(problemsOf(`${MINIMAL}policies: { p: { dump: { ${line} } } }\n`)).toEqual([expect.stringContaining(problem)]);
});
