import type { SecretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import type { Isolation, ServerSandbox } from '../../domain/sandboxes.ts';
import type { SourceFacts } from '../../domain/source.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { type Connection, describeConnection, resolveConnections } from '../postgres/connection.ts';
import { assertSecure } from '../postgres/secure-connection.ts';
import { openSession, type Session } from '../postgres/session.ts';

/**
 * How the server of a sandbox is reached, one connection for each of its hosts. Reads secrets.
 * @throws Failure ConfigurationInvalid, also where somebody in between could listen and that was not allowed; SecretUnavailable
 */
export function serverConnections(sandbox: ServerSandbox, readSecret: SecretReader): readonly Connection[] {
  const connections = resolveConnections(sandbox.postgres, readSecret);
  assertSecure(`sandboxes.${sandbox.name}`, connections, sandbox);
  return connections;
}

/** A session on the server of a sandbox, in the database that others are made from there. Throws what keeps it from being opened. */
export async function openServerSession(sandbox: ServerSandbox, readSecret: SecretReader): Promise<Session> {
  return openSession(serverConnections(sandbox, readSecret), 'firedrill');
}

/** What must be known of a server before a backup is restored on it. */
export interface ServerFacts {
  readonly place: string;
  readonly version: string;
  readonly major: number;
  readonly systemIdentifier: string;
  readonly standby: boolean;
  readonly superuser: boolean;
  readonly createDatabase: boolean;
  readonly pooled: boolean;
  readonly user: string;
  /** Settings that a reader must know to judge the measured time. */
  readonly settings: { readonly [name: string]: string };
}

/** Reads what a server and the role on it are like. */
export async function readServer(session: Session): Promise<ServerFacts> {
  const [found] = await session.query<
    Omit<ServerFacts, 'place' | 'pooled' | 'major'> & { number: number; pid: number }
  >(`
SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
       (SELECT system_identifier::text FROM pg_control_system()) AS "systemIdentifier", pg_is_in_recovery() AS standby,
       r.rolsuper AS superuser, r.rolcreatedb AS "createDatabase", r.rolname::text AS "user", pg_backend_pid() AS pid,
       (SELECT jsonb_object_agg(name, current_setting(name)) FROM pg_settings
         WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum', 'shared_buffers',
                        'maintenance_work_mem', 'max_wal_size')) AS settings
  FROM pg_roles r WHERE r.rolname = current_user`);
  if (found === undefined) throw new Failure('Inconclusive', 'the server answered nothing about itself');
  const { number, pid, ...facts } = found;
  return {
    ...facts,
    place: describeConnection(session.connection),
    major: Math.floor(number / 10_000),
    pooled: session.announcedPid !== pid,
  };
}

/** What a server is held against; without an identifier nobody asks whether it is the source. */
export interface SourceServer {
  readonly major: number;
  readonly systemIdentifier?: string;
}

/**
 * Refuses a server that a backup must not, or cannot, be tried on.
 * @throws Failure ConfigurationInvalid (the source itself, a superuser, a pooler, a standby), VersionUnsupported, RightsMissing
 */
export function assertServer(server: ServerFacts, source: SourceServer, { name, allowSource }: ServerSandbox): void {
  const refuse = (
    message: string,
    hint: string,
    kind: 'ConfigurationInvalid' | 'VersionUnsupported' | 'RightsMissing',
  ) => {
    throw new Failure(kind, `the sandbox ${name}: ${message} (${server.place})`, { hint });
  };
  const role = `CREATE ROLE firedrill_sandbox LOGIN CREATEDB on that server, and name it in sandboxes.${name}.url`;
  if (server.systemIdentifier === source.systemIdentifier && !allowSource) {
    refuse(
      'it is the server that the backup was taken from, or a copy of it',
      `name another one, or write sandboxes.${name}.allowSource: true`,
      'ConfigurationInvalid',
    );
  }
  // Whatever a backup holds would run with all rights of the server's own account.
  if (server.superuser)
    refuse(`the role ${server.user} is a superuser of a server that others use`, role, 'ConfigurationInvalid');
  if (server.pooled) refuse('a connection pooler is in between', 'name the server itself', 'ConfigurationInvalid');
  if (server.standby) refuse('it is a standby', 'name a primary', 'ConfigurationInvalid');
  if (!server.createDatabase) refuse(`the role ${server.user} may not create databases`, role, 'RightsMissing');
  if (server.major < source.major) {
    refuse(
      `PostgreSQL ${server.version} cannot take a backup of PostgreSQL ${source.major}`,
      `name a server of PostgreSQL ${source.major} or newer`,
      'VersionUnsupported',
    );
  }
}

/** The programs of the server's own major: newer ones write settings that it refuses. Throws Inconclusive. */
export function programsFor({ major }: ServerFacts, found: readonly PostgresPrograms[]): PostgresPrograms {
  const programs = found.find(candidate => candidate.major === major);
  if (programs !== undefined) return programs;
  throw new Failure(
    'Inconclusive',
    `the sandbox's server is PostgreSQL ${major}, and this host has no programs of it`,
    {
      hint: `Debian: apt-get install postgresql-client-${major}; or name a folder of programs in postgres.binaries`,
    },
  );
}

/** The server is whoever's it is: nothing cuts it off. */
export function isolationOf({ place, user }: ServerFacts): Isolation {
  return {
    level: 'partial',
    facts: [
      `a database of its own on a server that is not: ${place}`,
      `restored as ${user}, without any privilege on the server but to create databases; no roles, owners, grants or tablespaces`,
      'the network is the server’s own: code in the backup may reach what that server reaches',
      'subscriptions, user mappings and event triggers are not restored',
    ],
  };
}

/** Extensions of the source that a role without superuser's rights cannot make there. */
export async function forbiddenExtensions(session: Session, { extensions }: SourceFacts): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT a.name::text AS name FROM pg_available_extension_versions a JOIN pg_available_extensions e
         ON e.name = a.name AND e.default_version = a.version
      WHERE a.superuser AND NOT a.trusted`,
  );
  const forbidden = new Set(rows.map(({ name }) => name));
  return extensions.filter(({ name }) => forbidden.has(name) && name !== 'plpgsql').map(({ name }) => name);
}
