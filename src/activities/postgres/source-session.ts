import type { SecretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import type { Policy } from '../../domain/policies.ts';
import type { Target } from '../../domain/targets.ts';
import { type Connection, resolveConnections } from './connection.ts';
import { assertSecure } from './secure-connection.ts';
import { openSession, type Session } from './session.ts';

/**
 * The servers of a target that its backups may be taken from: the policy's `dump.from` comes before `target_session_attrs`. Reads
 * secrets.
 * @throws Failure ConfigurationInvalid, also where somebody in between could listen and that was not allowed; SecretUnavailable
 */
export function sourceConnections(
  target: Target,
  { from }: Pick<Policy['dump'], 'from'>,
  readSecret: SecretReader,
): readonly Connection[] {
  const connections = resolveConnections(target.postgres, readSecret);
  assertSecure(`targets.${target.name}`, connections, target);
  if (from === undefined) return connections;
  return connections.map(connection => ({
    ...connection,
    keywords: { ...connection.keywords, target_session_attrs: from },
  }));
}

/**
 * Opens a session for a backup.
 * @throws Failure ConfigurationInvalid where a pooler stands in between, and what `openSession` throws.
 */
export async function openSourceSession(
  target: Target,
  dump: Pick<Policy['dump'], 'from'>,
  readSecret: SecretReader,
  applicationName: string,
): Promise<Session> {
  const session = await openSession(sourceConnections(target, dump, readSecret), applicationName);
  try {
    const [row] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    if (row?.pid !== session.announcedPid) throw behindPooler();
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** A pooler gives a connection a process id of its own, since the server's changes from statement to statement. */
function behindPooler(): Failure {
  return new Failure(
    'ConfigurationInvalid',
    'a pooler stands between this host and the server: pg_dump could not read under the snapshot of another session, and settings would reach other clients',
    {
      hint: 'name host and port of the server itself for the target; firedrill doctor tells when there is no pooler left',
    },
  );
}
