import { onTestFinished } from 'vitest';
import { resolveConnections } from '../../../src/activities/postgres/connection.ts';
import { openSession, type Session } from '../../../src/activities/postgres/session.ts';

type Keywords = { readonly [keyword: string]: string };

/** Opens a session as an activity does. Keywords come before the URL. The caller closes it. */
export function connectSource(url: string, keywords: Keywords = {}): Promise<Session> {
  const settings = { keywords, url: { from: 'env', name: 'URL' } } as const;
  return openSession(
    resolveConnections(settings, () => url),
    'firedrill-test',
  );
}

/** The same within a test, closed when that has finished. */
export async function openSource(url: string, keywords: Keywords = {}): Promise<Session> {
  const session = await connectSource(url, keywords);
  onTestFinished(() => session.close());
  return session;
}

/** The connection string of another role, made with `LOGIN PASSWORD 'secret'` unless a password is given. */
export function urlAs(url: string, role: string, password = 'secret'): string {
  return url.replace(/\/\/[^@]+@/, `//${role}:${password}@`);
}
