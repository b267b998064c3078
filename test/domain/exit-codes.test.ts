import { expect, test } from 'vitest';
import { worstExitCode } from '../../src/domain/exit-codes.ts';
import { EXIT, FAILURES } from '../../src/domain/failures.ts';

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 3], 3],
  [[8, 4, 12], 4],
  [[8, 12], 12],
  [[20, 10, 11], 20],
  [[3, 8], 8],
  [[4, 70], 70],
])('of %j the gravest is %i', (codes, worst) => {
  expect(worstExitCode(codes)).toBe(worst);
});

test('a success never hides a failure of any kind', () => {
  for (const { exitCode } of Object.values(FAILURES))
    expect(worstExitCode([EXIT.done, exitCode, EXIT.warnings])).toBe(exitCode);
});
