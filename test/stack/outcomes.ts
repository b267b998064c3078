import { expect } from 'vitest';
import type { RunResult } from '../../src/client/runs/run-result.ts';
import type { FailureKind } from '../../src/domain/failures.ts';
import type { FailureDetails } from '../../src/domain/outcomes.ts';

/** The outcome of a run that ended well. */
export function done<O>(result: RunResult<O>): O {
  if (result.ended === 'failed') {
    throw new Error(
      `the run failed: ${result.failure.kind}: ${result.failure.message} ${JSON.stringify(result.outcome?.steps)}`,
    );
  }
  return result.outcome;
}

/** The failure of a run that ended so, with what it knew. */
export function failed<O>(result: RunResult<O>, kind: FailureKind) {
  if (result.ended === 'done') throw new Error(`the run succeeded: ${JSON.stringify(result.outcome)}`);
  expect(result.failure).toMatchObject({ kind });
  const outcome: FailureDetails['outcome'] = result.outcome;
  return { failure: result.failure, outcome };
}
