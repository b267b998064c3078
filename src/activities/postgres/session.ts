import { Client, types } from 'pg';
import { Failure } from '../../domain/failures.ts';
import { type Connection, describeConnection } from './connection.ts';
import { postgresFailure, refusesTls } from './failures.ts';
import { type TlsAttempt, tlsAttempts } from './tls.ts';

/** One connection to a server, in use by one caller. */
export interface Session {
  readonly connection: Connection;
  /** What the other side called itself when it connected; a pooler's number is not that of the server's process. */
  readonly announcedPid: number | null;
  /** Runs one statement; values are passed apart from it. Throws Failures. */
  readonly query: <Row extends object>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  /** Runs one statement and returns its rows as lists of texts, as PostgreSQL writes them; null for NULL. Throws Failures. */
  readonly texts: (text: string) => Promise<readonly (readonly (string | null)[])[]>;
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
 * Connects to the first of the given servers that answers and is of the wanted kind (`target_session_attrs`). As in libpq,
 * a server that answers and refuses is the end of it: another one would hide what is wrong.
 * @throws Failure SourceUnreachable, CredentialsRejected, DatabaseMissing, ConfigurationInvalid
 */
export async function openSession(candidates: readonly Connection[], applicationName: string): Promise<Session> {
  const wanted = candidates[0]?.keywords['target_session_attrs'] ?? 'any';
  let last: unknown;
  for (const kind of wanted === 'prefer-standby' ? ['standby', 'any'] : [wanted]) {
    for (const connection of candidates) {
      try {
        const session = await connect(connection, applicationName);
        if (await isOfKind(session, kind)) return session;
        await session.close();
        last = new Failure('SourceUnreachable', `${describeConnection(connection)} is not ${kind}`, {
          hint: 'check target_session_attrs, dump.from of the policy, and which server is the primary',
        });
      } catch (error) {
        if (!(error instanceof Failure && error.kind === 'SourceUnreachable')) throw error;
        last = error;
      }
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
      // pg_hba.conf may admit this client with TLS only, or without it only.
      const refusedSo = error instanceof Error && 'code' in error && error.code === '28000';
      if (isLast || !(refusesTls(error) || refusedSo)) throw postgresFailure(error, place);
    }
  }
  throw new TypeError('there is always one way to connect');
}

async function connectOnce(connection: Connection, ssl: TlsAttempt, applicationName: string): Promise<Session> {
  const place = describeConnection(connection);
  const client = new Client({
    host: connection.keywords['hostaddr'] ?? connection.host,
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
  // The server says why it ends a session; that the connection is gone is told after it.
  client.on('error', error => {
    broken ??= error;
  });
  await client.connect();
  const told = async <T>(work: () => Promise<{ readonly rows: T }>): Promise<T> => {
    try {
      if (broken !== undefined) throw broken;
      return (await work()).rows;
    } catch (error) {
      throw postgresFailure(broken ?? error, place);
    }
  };
  const query: Session['query'] = (text, values) =>
    told(() => client.query(text, values === undefined ? undefined : [...values]));
  const texts: Session['texts'] = text => told(() => client.query({ ...AS_TEXTS, text }));
  const announcedPid = announcedBy(client);
  const session: Session = { connection, announcedPid, query, texts, close: () => closeClient(client) };
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

/** Booleans are `true` and `false`, as their cast to text writes them. The extended protocol refuses a second statement. */
const AS_TEXTS = {
  rowMode: 'array',
  queryMode: 'extended',
  types: {
    getTypeParser: (type: number) => (value: string) => (type === types.builtins.BOOL ? String(value === 't') : value),
  },
} as const;

/** The driver keeps it, its types leave it out. */
function announcedBy(client: Client): number | null {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : null;
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

async function isOfKind(session: Session, kind: string): Promise<boolean> {
  if (kind === 'any') return true;
  const [state] = await session.query<{ standby: boolean; readOnly: boolean }>(
    `SELECT pg_catalog.pg_is_in_recovery() AS standby, pg_catalog.current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  );
  if (state === undefined) return false;
  switch (kind) {
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
