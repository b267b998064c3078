import { Failure } from '../../domain/failures.ts';

/** Tries of one request before the step as a whole is tried again: a connection that breaks off is nothing rare. */
const QUICK_TRIES = 3;

/** Does something that may be done again, at once, where the repository did not answer. `onRepeat` is called before each further try. */
export async function withQuickTries<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  onRepeat: () => void = () => undefined,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!mayTryAgain(error, tries, signal)) throw error;
      onRepeat();
    }
  }
}

/** Whether a try that failed is followed by another one. Throws the signal's reason where it is aborted. */
export function mayTryAgain(error: unknown, tries: number, signal: AbortSignal): boolean {
  signal.throwIfAborted();
  return error instanceof Failure && error.kind === 'RepositoryUnreachable' && tries < QUICK_TRIES;
}
