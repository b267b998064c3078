import type { Measured } from '../../domain/objectives.ts';
import type { StepName } from '../../domain/steps.ts';
import type { Board } from './board.ts';

/**
 * What a restore took: from the first fetched byte to the end of the step that had the database ready, and what would have been
 * lost, which is what came after `takenAt` until the run began. Null where the run did not come so far.
 */
export function measureRecovery(board: Board, ready: StepName, runStartedAt: string, takenAt: string): Measured | null {
  const steps = board.steps();
  const begun = steps.find(({ name }) => name === 'fetch')?.startedAt;
  const last = steps.find(({ name }) => name === ready);
  if (begun === undefined || last?.state !== 'done' || last.endedAt === undefined) return null;
  return {
    rtoMs: Date.parse(last.endedAt) - Date.parse(begun),
    rpoMs: Math.max(0, Date.parse(runStartedAt) - Date.parse(takenAt)),
  };
}
