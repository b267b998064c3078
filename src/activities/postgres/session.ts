import { Client } from 'pg';
import { Failure } from '../../domain/failures.ts';
import { type Connection, describeConnection } from './connection.ts';
import { postgresFailure, refusesTls } from './failures.ts';
import { type TlsAttempt, tlsAttempts } from './tls.ts';

/** One connection to a server, in use by one caller. */
export interface Session {
  readonly connection: Connection;
  /** Runs one statement; values are passed apart from it. Throws Failures. */
  readonly query: <Row extends object>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  /** Ends the connection; a statement that still runs is abandoned, and the server notices. */
  readonly close: () => Promise<void>;
}

/** Settings of every session: no timeout may end the holder of a snapshot, and nothing of the role's settings changes results. */
const SETTINGS = {
  search_path: '',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  transaction_timeout: '0',
  row_security: 'off',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  quote_all_identifiers: 'off',
  lc_monetary: 'C',
  xmlbinary: 'base64',
  jit: 'off',
} as const;

/** Sets those that the server's major has. */
const APPLY = `
SELECT pg_catalog.set_config(s.name, w.value, false)
  FROM pg_catalog.json_each_text($1::pg_catalog.json) AS w(name, value)
  JOIN pg_catalog.pg_settings s ON pg_catalog.lower(s.name) = pg_catalog.lower(w.name)`;

/** Lets the server notice that this client is gone; refused by servers on platforms that cannot tell. */
const NOTICE_LOSS = `SET client_connection_check_interval = '5s'`;

/**
 * Connects to the first of the given servers that answers and is of the wanted kind (`target_session_attrs`).
 * @throws Failure SourceUnreachable, CredentialsRejected, DatabaseMissing, ConfigurationInvalid
 */
export async function openSession(candidates: readonly Connection[], applicationName: string): Promise<Session> {
  let last: unknown;
  for (const connection of candidates) {
    try {
      const session = await connect(connection, applicationName);
      if (await isWanted(session)) return session;
      await session.close();
      last = new Failure(
        'SourceUnreachable',
        `${describeConnection(connection)} is not ${connection.keywords['target_session_attrs']}`,
        {
          hint: 'check target_session_attrs and which server is the primary',
        },
      );
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function connect(connection: Connection, applicationName: string): Promise<Session> {
  const place = describeConnection(connection);
  const attempts = tlsAttempts(connection);
  for (const [index, ssl] of attempts.entries()) {
    try {
      return await connectOnce(connection, ssl, applicationName);
    } catch (error) {
      const isLast = index === attempts.length - 1;
      const refusedPlain = ssl === false && error instanceof Error && 'code' in error && error.code === '28000';
      if (isLast || !(refusesTls(error) || refusedPlain)) throw postgresFailure(error, place);
    }
  }
  throw new TypeError('there is always one way to connect');
}

async function connectOnce(connection: Connection, ssl: TlsAttempt, applicationName: string): Promise<Session> {
  const place = describeConnection(connection);
  const client = new Client({
    host: connection.host,
    port: Number(connection.port),
    user: connection.user,
    database: connection.database,
    // An empty text keeps the driver from looking into files of its own; a server that asks for a password refuses it.
    password: connection.password ?? '',
    ssl,
    application_name: applicationName,
    connectionTimeoutMillis: 1_000 * Number(connection.keywords['connect_timeout'] ?? 30),
    keepAlive: true,
    options: connection.keywords['options'],
  });
  let broken: unknown;
  client.on('error', error => {
    broken = error;
  });
  await client.connect();
  const query: Session['query'] = async (text, values) => {
    try {
      if (broken !== undefined) throw broken;
      const { rows } = await client.query(text, values === undefined ? undefined : [...values]);
      return rows;
    } catch (error) {
      throw postgresFailure(broken ?? error, place);
    }
  };
  const session: Session = { connection, query, close: () => closeClient(client) };
  try {
    await query(APPLY, [JSON.stringify(SETTINGS)]);
    await client.query(NOTICE_LOSS).catch(refusal => {
      if (broken !== undefined) throw refusal;
    });
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

const CLOSE_MS = 2_000;

/** Says goodbye, but does not wait for a server that does not answer, or for a statement that is still running. */
async function closeClient(client: Client): Promise<void> {
  const timer = AbortSignal.timeout(CLOSE_MS);
  await Promise.race([
    client.end().catch(() => undefined),
    new Promise(resolve => timer.addEventListener('abort', resolve, { once: true })),
  ]);
}

async function isWanted(session: Session): Promise<boolean> {
  const wanted = session.connection.keywords['target_session_attrs'] ?? 'any';
  if (wanted === 'any' || wanted === 'prefer-standby') return true;
  const [state] = await session.query<{ standby: boolean; readOnly: boolean }>(
    `SELECT pg_catalog.pg_is_in_recovery() AS standby, pg_catalog.current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  );
  if (state === undefined) return false;
  switch (wanted) {
    case 'read-write':
      return !state.readOnly;
    case 'read-only':
      return state.readOnly;
    case 'primary':
      return !state.standby;
    default:
      return state.standby;
  }
}
