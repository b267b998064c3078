import { DatabaseError } from 'pg';
import { Failure } from '../../domain/failures.ts';
import {
  type AccessRule,
  architectureOf,
  type ServerProfile,
  type ServerSetting,
  withoutSecretOptions,
  withoutSecrets,
} from '../../domain/server-profile.ts';
import type { Session } from './session.ts';

/**
 * Reads what a new server must look like, without secrets. Needs no more than an ordinary role has; what it may not see is not
 * there. Runs inside the transaction that is open, under savepoints, and leaves the session's own settings as they were.
 * `also` names settings that are wanted whatever they are set to.
 */
export async function readServerProfile(session: Session, also: readonly string[] = []): Promise<ServerProfile> {
  return underSavepoint(session, async () => {
    // This session's own settings hide those of the server.
    await session.query('RESET ALL');
    const [build] = await session.query<{ version: string }>('SELECT pg_catalog.version() AS version');
    const settings = await session.query<ServerSetting>(SETTINGS, [also]);
    const fullVersion = build?.version ?? '';
    return {
      fullVersion,
      architecture: architectureOf(fullVersion),
      settings: withoutSecrets(settings),
      accessRules: await readAccessRules(session),
    };
  });
}

/** Undoes what `work` set in the session. */
async function underSavepoint<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.query('SAVEPOINT firedrill_profile');
  try {
    return await work();
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT firedrill_profile; RELEASE SAVEPOINT firedrill_profile');
  }
}

/** Without those of this connection. A cluster gets three of its settings when it is made, whichever they are. */
const SETTINGS = `
SELECT s.name, pg_catalog.current_setting(s.name, true) AS value,
       CASE WHEN s.name IN ('data_checksums', 'wal_segment_size', 'block_size') THEN 'initdb' ELSE s.source END AS source
  FROM pg_catalog.pg_settings s
 WHERE s.source NOT IN ('default', 'override', 'client', 'session', 'interactive')
    OR s.name IN ('data_checksums', 'wal_segment_size', 'block_size') OR s.name = ANY ($1)
 ORDER BY s.name`;

/** Rules that the server cannot use are left out, as the server leaves them. */
const ACCESS_RULES = `
SELECT type, coalesce(database, '{}') AS databases, coalesce(user_name, '{}') AS users, address, netmask,
       auth_method AS method, coalesce(options, '{}') AS options
  FROM pg_catalog.pg_hba_file_rules WHERE error IS NULL ORDER BY line_number`;

/** A superuser reads them, and whoever was granted the view and its function. */
async function readAccessRules(session: Session): Promise<readonly AccessRule[] | null> {
  const [right] = await session.query<{ may: boolean }>(
    `SELECT has_table_privilege('pg_catalog.pg_hba_file_rules', 'SELECT')
        AND has_function_privilege('pg_catalog.pg_hba_file_rules()', 'EXECUTE') AS may`,
  );
  if (right?.may !== true) return null;
  try {
    return withoutSecretOptions(await underSavepoint(session, () => session.query<AccessRule>(ACCESS_RULES)));
  } catch (error) {
    // A server whose file was moved away says so with an error; it serves all the same.
    if (error instanceof Failure && error.cause instanceof DatabaseError) return null;
    throw error;
  }
}
