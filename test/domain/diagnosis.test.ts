import { expect, test } from 'vitest';
import { diagnosisExitCode, findingOfFailure, findingsOf, inGroupOrder } from '../../src/domain/diagnosis.ts';
import { Failure } from '../../src/domain/failures.ts';

const { ok, warning, failed, skipped } = findingsOf('host');

test.each([
  [[], 0],
  [[ok('zstd', '1.5')], 0],
  [[ok('zstd', '1.5'), skipped('space', 'not known')], 0],
  [[ok('zstd', '1.5'), warning('spool', 'on tmpfs')], 3],
  [[failed('zstd', 'not there'), warning('spool', 'on tmpfs'), ok('node', '24')], 1],
])('findings %j end the command with %i', (findings, code) => {
  expect(diagnosisExitCode(findings)).toBe(code);
});

test('findings stand in the order of the groups, and within a group as they were made', () => {
  const key = findingsOf('key').ok('key file', 'there');
  const engine = findingsOf('engine').ok('worker', 'polls');
  const [first, second] = [ok('zstd', '1.5'), ok('node', '24')];
  expect(inGroupOrder([key, first, engine, second])).toEqual([engine, first, second, key]);
});

test('a failure becomes a finding with its message and hint', () => {
  const failure = new Failure('KeyMissing', 'the key file /k cannot be read', { hint: 'put it back' });
  expect(findingOfFailure('key', 'key file', failure)).toEqual({
    group: 'key',
    label: 'key file',
    verdict: 'failed',
    found: 'the key file /k cannot be read',
    hint: 'put it back',
  });
});
