import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { inSession } from '../postgres/in-session.ts';
import type { StoredServer } from './folder.ts';
import { dropScratch } from './scratch-database.ts';
import { openServerSession } from './scratch-server.ts';
import { endSandbox } from './server.ts';

/**
 * Ends what a sandbox has besides its folder: the throwaway server with everything in it, or the scratch database on another
 * server. Returns whether it is gone.
 * @throws Failure SourceUnreachable and others where the other server cannot be asked.
 */
export async function endServer(
  server: StoredServer,
  { configuration, readSecret }: Pick<Deps, 'configuration' | 'readSecret'>,
): Promise<boolean> {
  if (server.kind === 'local') return endSandbox(server);
  const sandbox = configuredSandbox(configuration, server.sandbox);
  if (sandbox.kind !== 'server') return false;
  return inSession(await openServerSession(sandbox, readSecret), session => dropScratch(session, server.database));
}
