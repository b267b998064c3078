import type { Session } from './session.ts';

/**
 * Does something with a session and closes it, whatever comes of it. A signal that aborts closes it at once, since a query does
 * not listen to signals, and its reason is what is thrown then.
 */
export async function inSession<T>(
  session: Session,
  work: (session: Session) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const close = () => void session.close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await work(session);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', close);
    await session.close();
  }
}

/** Does something with several sessions, as {@link inSession} does with one. */
export async function inSessions<T>(
  open: () => Promise<Session>,
  count: number,
  work: (first: Session, beside: readonly Session[]) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const withOthers = (first: Session) =>
    count <= 1 ? work(first, []) : inSessions(open, count - 1, (next, rest) => work(first, [next, ...rest]), signal);
  return inSession(await open(), withOthers, signal);
}
