import { inSession } from '../postgres/in-session.ts';
import { openSession } from '../postgres/session.ts';
import type { SandboxServer } from './folder.ts';
import { isScratchThere } from './scratch-database.ts';
import { isAlive } from './server.ts';

/** Whether a sandbox is there: its process lives or, on another server, its database is there. */
export async function isThere(server: SandboxServer): Promise<boolean> {
  if (server.kind === 'local') return isAlive(server);
  if (!server.begun.includes('restore')) return true;
  try {
    return await inSession(await openSession([server.at], 'firedrill'), session =>
      isScratchThere(session, server.database),
    );
  } catch {
    return false;
  }
}
