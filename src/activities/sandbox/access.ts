import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Connection } from '../postgres/connection.ts';
import { openSession, type Session } from '../postgres/session.ts';
import type { LocalServer, SandboxServer, ScratchServer, StoredServer, TestFolder } from './folder.ts';
import { serverConnections } from './scratch-server.ts';

/** What a restored setting of the database or role could use against its own restore. */
const DISARM = [
  'session_preload_libraries=',
  'default_transaction_read_only=off',
  'statement_timeout=0',
  'lock_timeout=0',
];

/** How the worker reaches a database of a sandbox, past every setting of a restored role or database. */
export function sandboxConnection(
  folder: TestFolder,
  server: Pick<LocalServer, 'kind' | 'superuser'> | Pick<ScratchServer, 'kind' | 'at'>,
  database: string,
): Connection {
  if (server.kind === 'server') return { ...server.at, database };
  return {
    host: folder.socket,
    port: '5432',
    database,
    user: server.superuser,
    keywords: { options: DISARM.map(setting => `-c ${setting}`).join(' ') },
  };
}

/** A session in a sandbox's database. */
export function openSandboxSession(
  folder: TestFolder,
  server: SandboxServer,
  database = server.database,
): Promise<Session> {
  return openSession([sandboxConnection(folder, server, database)], 'firedrill');
}

/** The server of a noted sandbox with how it is reached. Reads secrets. Throws ConfigurationInvalid, SecretUnavailable, NotFound. */
export function reach(
  stored: StoredServer,
  { configuration, readSecret }: Pick<Deps, 'configuration' | 'readSecret'>,
): SandboxServer {
  if (stored.kind === 'local') return stored;
  const sandbox = configuredSandbox(configuration, stored.sandbox);
  if (sandbox.kind !== 'server') throw new TypeError(`the sandbox ${sandbox.name} was a server when its test began`);
  const [at] = serverConnections(sandbox, readSecret);
  if (at === undefined) throw new TypeError('a connection has at least one host');
  return { ...stored, at };
}
