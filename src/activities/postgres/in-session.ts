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
