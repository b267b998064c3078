import { expect, test } from 'vitest';
import { STATUS_EXIT_CODES, worstExitCode } from '../../src/domain/status.ts';

test('ends with the exit code that is documented for each word, the worst one last', () => {
  expect(STATUS_EXIT_CODES).toEqual({
    proven: 0,
    unproven: 8,
    inconclusive: 8,
    stale: 7,
    unprotected: 7,
    failed: 4,
    unknown: 20,
  });
});

test.each([
  [[], 0],
  [['proven', 'proven'], 0],
  [['proven', 'unproven'], 8],
  [['stale', 'inconclusive', 'proven'], 7],
  [['failed', 'unprotected'], 4],
  [['proven', 'unknown', 'failed'], 20],
] as const)('ends %j with %i', (verdicts, exitCode) => {
  expect(worstExitCode(verdicts)).toBe(exitCode);
});
