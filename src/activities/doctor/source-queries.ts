import { Failure } from '../../domain/failures.ts';
import type { LoadFacts, RoleFacts, StandbyFacts } from '../../domain/source-diagnosis.ts';
import type { Session } from '../postgres/session.ts';

/** What a server says of itself at once. */
export interface ServerFacts {
  readonly version: string;
  readonly major: number;
  /** Id of the process that answers. */
  readonly pid: number;
  /** Positive where the server's clock is ahead of this host's. */
  readonly skewMs: number;
  /** Null where the role may not know. */
  readonly dataFolder: string | null;
}

export async function readServer(session: Session): Promise<ServerFacts> {
  const asked = Date.now();
  const row = await one<{ version: string; number: number; pid: number; now: number }>(
    session,
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            pg_backend_pid() AS pid, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
  );
  const skewMs = row.now - (asked + Date.now()) / 2;
  // pg_settings leaves out what the role may not see, where current_setting would fail.
  const [folder] = await session.query<{ setting: string }>(
    `SELECT setting FROM pg_settings WHERE name = 'data_directory'`,
  );
  const { version, number, pid } = row;
  return { version, major: Math.floor(number / 10_000), pid, skewMs, dataFolder: folder?.setting ?? null };
}

export function readRole(session: Session): Promise<RoleFacts> {
  return one<RoleFacts>(
    session,
    `SELECT rolname::text AS name, rolsuper AS superuser, rolbypassrls AS "bypassRls",
            pg_has_role('pg_read_all_data', 'USAGE') AS "readsAll"
       FROM pg_roles WHERE rolname = current_user`,
  );
}

/** Tables and sequences that a backup holds. */
const OWN = `
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

export async function countRelations(session: Session): Promise<number> {
  const { count } = await one<{ count: number }>(
    session,
    `SELECT count(*)::int AS count ${OWN} AND c.relkind IN ('r', 'p', 'S')`,
  );
  return count;
}

export function readStandby(session: Session): Promise<StandbyFacts> {
  return one<StandbyFacts>(
    session,
    `SELECT pg_is_in_recovery() AS standby, current_setting('hot_standby_feedback')::bool AS feedback,
            (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 AS "replayAgeMs"`,
  );
}

/** Connections are counted over all databases, as every role may. The settings of a role or database may allow fewer. */
export function readLoad(session: Session): Promise<Omit<LoadFacts, 'neededConnections'>> {
  return one(
    session,
    `SELECT (SELECT count(*)::int ${OWN} AND c.relkind IN ('r', 'p')) AS tables,
            current_setting('max_locks_per_transaction')::int
              * (current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int) AS "lockPlaces",
            (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
              - (SELECT coalesce(sum(numbackends), 0)::int FROM pg_stat_database) + 1) AS "freeConnections",
            (SELECT coalesce(array_agg(DISTINCT format('%I.%I', n.nspname, c.relname)), '{}')
               FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid() AND c.relkind IN ('r', 'p')
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS "heldTables",
            coalesce((SELECT CASE WHEN setting::int < 0 THEN -1 ELSE setting::int * 60000 END
                        FROM pg_settings WHERE name = 'old_snapshot_threshold'), -1) AS "oldSnapshotMs"`,
  );
}

/** Bytes of all tables; nothing where a migration holds one of them. */
export async function readSizes(session: Session): Promise<{ readonly tableBytes?: number }> {
  try {
    return await one<{ tableBytes: number }>(
      session,
      `SELECT coalesce(sum(pg_table_size(oid)), 0)::float8 AS "tableBytes"
         FROM pg_class WHERE relkind IN ('r', 'm') AND relpersistence <> 't'`,
    );
  } catch (error) {
    if (error instanceof Failure && error.kind === 'SourceBusy') return {};
    throw error;
  }
}

async function one<Row extends object>(session: Session, text: string): Promise<Row> {
  const [row] = await session.query<Row>(text);
  if (row === undefined) throw new Failure('SourceUnreachable', 'the server answered nothing about itself');
  return row;
}
