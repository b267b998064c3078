import { type DiagnosisGroup, type Finding, findingOfFailure } from '../../domain/diagnosis.ts';
import { Failure } from '../../domain/failures.ts';

/** One examination: what it finds or, where it fails as something may fail, that failure as its finding. Bugs pass. */
export async function examine(
  group: DiagnosisGroup,
  label: string,
  work: () => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await work()].flat();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [findingOfFailure(group, label, error)];
  }
}
