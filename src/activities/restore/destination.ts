import type { Configuration } from '../../config/configuration.ts';
import { readDestination } from '../../config/destination.ts';
import type { SecretReader } from '../../config/references.ts';
import { keepingTo } from '../../config/transport-rules.ts';
import { Failure } from '../../domain/failures.ts';
import { type Destination, namesOfSome, type RestoreOptions, type RestorePlan } from '../../domain/restore-plan.ts';
import { type Connection, describeConnection, resolveConnections } from '../postgres/connection.ts';
import { inSession } from '../postgres/in-session.ts';
import { assertSecure } from '../postgres/secure-connection.ts';
import { openSession, type Session } from '../postgres/session.ts';

/** What a setting of the database, restored or found, could use against a restore into it and the comparison after it. */
const DISARM = ['default_transaction_read_only=off', 'statement_timeout=0', 'lock_timeout=0'].map(name => `-c ${name}`);

/**
 * The connections that `--into` names: a URL without a password, or a reference to one, read here and nowhere else.
 * @throws Failure UsageInvalid, SecretUnavailable, ConfigurationInvalid, also where somebody in between could listen.
 */
export function resolveDestination(
  { into, options }: Pick<RestorePlan, 'into'> & { readonly options: Pick<RestoreOptions, 'allowInsecure'> },
  {
    configuration,
    readSecret,
  }: { readonly configuration: Pick<Configuration, 'minTls'>; readonly readSecret: SecretReader },
): readonly Connection[] {
  const connections = resolveConnections(keepingTo(configuration.minTls, readDestination(into)), readSecret);
  assertSecure('--into', connections, options, '--allow-insecure');
  return connections.map(connection => {
    const given = connection.keywords['options'] ?? '';
    return { ...connection, keywords: { ...connection.keywords, options: [given, ...DISARM].join(' ').trim() } };
  });
}

/** Databases that nearly every server has, to ask it from when the wanted one is not there. */
const MAINTENANCE = ['postgres', 'template1'];

/** A session in a database of the server other than the one to restore into. */
export async function openMaintenance(candidates: readonly Connection[], applicationName: string): Promise<Session> {
  let last: unknown;
  for (const database of MAINTENANCE) {
    if (database === candidates[0]?.database) continue;
    try {
      const elsewhere = candidates.map(connection => ({ ...connection, database }));
      return await openSession(elsewhere, applicationName);
    } catch (error) {
      if (!(error instanceof Failure && error.kind === 'DatabaseMissing')) throw error;
      last = error;
    }
  }
  throw last;
}

/** Looks at the place to restore into. Changes nothing. */
export async function inspectDestination(
  candidates: readonly Connection[],
  applicationName: string,
): Promise<Destination> {
  const session = await openSession(candidates, applicationName).catch((error: unknown) => {
    if (error instanceof Failure && error.kind === 'DatabaseMissing') return undefined;
    throw error;
  });
  if (session !== undefined) return inSession(session, inspect);
  const [wanted] = candidates;
  if (wanted === undefined) throw new TypeError('a connection has at least one host');
  const { place: _, ...server } = await inSession(await openMaintenance(candidates, applicationName), inspect);
  return { ...server, place: describeConnection(wanted), database: wanted.database, state: 'missing', objects: [] };
}

async function inspect(session: Session): Promise<Destination> {
  const [server] = await session.query<{ version: string; number: number; identifier: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            (SELECT system_identifier::text FROM pg_control_system()) AS identifier`,
  );
  const objects = await readObjects(session);
  return {
    place: describeConnection(session.connection),
    database: session.connection.database,
    serverVersion: server?.version ?? '',
    serverMajor: Math.floor((server?.number ?? 0) / 10_000),
    systemIdentifier: server?.identifier ?? '',
    state: objects.length === 0 ? 'empty' : 'in use',
    objects: namesOfSome(objects),
  };
}

/** What a person or program has put into the database. Extensions may be there: a restore finds them made. */
const OBJECTS = `
WITH member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
found AS (
  SELECT 'pg_namespace'::regclass AS classid, oid, 'schema ' || quote_ident(nspname) AS name FROM pg_namespace
   WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
  UNION ALL
  SELECT 'pg_class'::regclass, c.oid, 'relation ' || c.oid::regclass::text FROM pg_class c
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND c.relnamespace::regnamespace::text !~ '^pg_' AND c.relnamespace <> 'information_schema'::regnamespace
  UNION ALL
  SELECT 'pg_proc'::regclass, p.oid, 'function ' || p.oid::regprocedure::text FROM pg_proc p
   WHERE p.pronamespace::regnamespace::text !~ '^pg_' AND p.pronamespace <> 'information_schema'::regnamespace
  UNION ALL
  SELECT 'pg_type'::regclass, t.oid, 'type ' || t.oid::regtype::text FROM pg_type t
   WHERE t.typtype IN ('b', 'd', 'e', 'r') AND t.typelem = 0 AND t.typnamespace::regnamespace::text !~ '^pg_' AND t.typnamespace <> 'information_schema'::regnamespace
  UNION ALL
  SELECT 'pg_largeobject_metadata'::regclass, oid, 'large object ' || oid FROM pg_largeobject_metadata
  UNION ALL
  SELECT 'pg_event_trigger'::regclass, oid, 'event trigger ' || quote_ident(evtname) FROM pg_event_trigger
  UNION ALL
  SELECT 'pg_publication'::regclass, oid, 'publication ' || quote_ident(pubname) FROM pg_publication
  UNION ALL
  SELECT 'pg_foreign_server'::regclass, oid, 'foreign server ' || quote_ident(srvname) FROM pg_foreign_server
)
SELECT name FROM found f WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = f.classid AND m.objid = f.oid) ORDER BY 1 LIMIT 1000`;

/** Names of the objects in a session's database; none where it is empty. */
export async function readObjects(session: Session): Promise<readonly string[]> {
  return (await session.query<{ name: string }>(OBJECTS)).map(({ name }) => name);
}
