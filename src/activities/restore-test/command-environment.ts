import { join } from 'node:path';
import type { SecretReader } from '../../config/references.ts';
import type { TestCommand } from '../../domain/policies.ts';
import { sandboxConnection } from '../sandbox/access.ts';
import type { LocalServer, ScratchServer, TestFolder } from '../sandbox/folder.ts';

/**
 * The whole environment of the test command besides PATH and locale. All of it names the sandbox or stands in the policy; nothing
 * of the worker's own leads anywhere else. libpq looks for its files where none are: a service file may name production.
 * @throws Failure SecretUnavailable for a reference that cannot be read.
 */
export function commandEnvironment(
  { env }: TestCommand,
  folder: TestFolder,
  server: CommandServer,
  readSecret: SecretReader,
): { readonly [name: string]: string } {
  const { host, port, user, database, password, keywords } = sandboxConnection(folder, server, server.database);
  const others = server.kind === 'server' ? keywords : {};
  const given = Object.entries(env).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : readSecret(value),
  ]);
  return {
    HOME: folder.home,
    ...Object.fromEntries(given),
    DATABASE_URL: databaseUrl(database, { host, port, user, ...(password && { password }), ...others }),
    PGHOST: host,
    PGPORT: port,
    PGUSER: user,
    PGDATABASE: database,
    ...(password && { PGPASSWORD: password }),
    ...(others['sslmode'] && { PGSSLMODE: others['sslmode'] }),
    ...(others['sslrootcert'] && { PGSSLROOTCERT: others['sslrootcert'] }),
    PGPASSFILE: join(folder.home, '.pgpass'),
    PGSERVICEFILE: join(folder.home, '.pg_service.conf'),
    PGSYSCONFDIR: folder.home,
  };
}

type CommandServer =
  | Pick<LocalServer, 'kind' | 'superuser' | 'database'>
  | Pick<ScratchServer, 'kind' | 'at' | 'database'>;

/** Host and user as parameters: every reader of URLs takes a URL without an authority, but not one with an empty host in it. */
function databaseUrl(database: string, parameters: { readonly [keyword: string]: string }): string {
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `postgres:///${encodeURIComponent(database)}?${query.join('&')}`;
}
