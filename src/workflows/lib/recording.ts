import type { EvidenceLocations, RunReport } from '../../domain/evidence.ts';
import type { Board } from './board.ts';
import { reportFailure } from './failures.ts';
import { onAnyHost } from './proxies.ts';

/**
 * Writes the record of a run, whatever became of it. `report` is asked when the step begins. A record that no repository takes
 * within an hour is a warning of the run, not its failure: the backup is there, or the first failure counts.
 */
export async function record(
  board: Board,
  repositories: readonly string[],
  report: () => RunReport,
  warnings: string[],
): Promise<EvidenceLocations | undefined> {
  try {
    const options = { scheduleToCloseTimeout: '1h' } as const;
    const recorded = await board.step(
      'record',
      () => onAnyHost('Record: write the evidence', options).recordRun({ report: report(), repositories }),
      ({ sequence }) => `record ${sequence} of the chain`,
    );
    warnings.push(...recorded.warnings);
    return recorded.evidence;
  } catch (error) {
    warnings.push(`no evidence was written: ${reportFailure(error).message}`);
    return undefined;
  }
}
