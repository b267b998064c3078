import type { Connection } from '../postgres/connection.ts';
import { openSession, type Session } from '../postgres/session.ts';
import type { SandboxServer, TestFolder } from './folder.ts';

/** What a restored setting of the database or role could use against its own restore. */
const DISARM = [
  'session_preload_libraries=',
  'default_transaction_read_only=off',
  'statement_timeout=0',
  'lock_timeout=0',
];

/** How the worker reaches a sandbox: by its socket, past every setting of a restored role or database. */
export function sandboxConnection(folder: TestFolder, superuser: string, database: string): Connection {
  return {
    host: folder.socket,
    port: '5432',
    database,
    user: superuser,
    keywords: { options: DISARM.map(setting => `-c ${setting}`).join(' ') },
  };
}

export function openSandboxSession(
  folder: TestFolder,
  server: SandboxServer,
  database = server.database,
): Promise<Session> {
  return openSession([sandboxConnection(folder, server.superuser, database)], 'firedrill');
}
