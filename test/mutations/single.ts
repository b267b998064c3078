import { Failure } from '../../src/domain/failures.ts';
import type { Finding } from './mutation.ts';

/** A fault that is planted alone: the first finding of its steps is what it comes to. */
export interface Single<Place> {
  readonly fault: string;
  readonly plant: (place: Place) => unknown;
  /** What is found may have the right size by chance: then it is the hash that tells. */
  readonly sizeByChance?: true;
}

/** What stops a step: its failure. Undefined where nothing does. */
export async function stopped(step: string, work: () => Promise<unknown>): Promise<Omit<Finding, 'fault'> | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { by: `${step}: ${error.kind}`, words: error.message };
  }
}
