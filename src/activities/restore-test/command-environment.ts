import { join } from 'node:path';
import type { SecretReader } from '../../config/references.ts';
import type { TestCommand } from '../../domain/policies.ts';
import type { SandboxServer, TestFolder } from '../sandbox/folder.ts';

/**
 * The whole environment of the test command besides PATH and locale. All of it names the sandbox or stands in the policy; nothing
 * of the worker's own leads anywhere else. libpq looks for its files where none are: a service file may name production.
 * @throws Failure SecretUnavailable for a reference that cannot be read.
 */
export function commandEnvironment(
  { env }: TestCommand,
  folder: TestFolder,
  server: Pick<SandboxServer, 'superuser' | 'database'>,
  readSecret: SecretReader,
): { readonly [name: string]: string } {
  const { superuser: user, database } = server;
  const given = Object.entries(env).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : readSecret(value),
  ]);
  return {
    HOME: folder.home,
    ...Object.fromEntries(given),
    DATABASE_URL: databaseUrl(folder.socket, user, database),
    PGHOST: folder.socket,
    PGPORT: PORT,
    PGUSER: user,
    PGDATABASE: database,
    PGPASSFILE: join(folder.home, '.pgpass'),
    PGSERVICEFILE: join(folder.home, '.pg_service.conf'),
    PGSYSCONFDIR: folder.home,
  };
}

const PORT = '5432';

/** Host and user as parameters: every reader of URLs takes a URL without an authority, but not one with an empty host in it. */
function databaseUrl(socket: string, user: string, database: string): string {
  const parameters = Object.entries({ host: socket, port: PORT, user });
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `postgres:///${encodeURIComponent(database)}?${query}`;
}
