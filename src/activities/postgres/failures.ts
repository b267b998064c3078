import { DatabaseError } from 'pg';
import { Failure, type FailureKind } from '../../domain/failures.ts';

/** What helps against a standby that ends queries in the way of its replay. */
export const REPLAY_HINT =
  'on the standby, ALTER SYSTEM SET hot_standby_feedback = on against vacuum, and raise max_standby_streaming_delay against ALTER, TRUNCATE and DROP; or dump from the primary';

/** SQLSTATE codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) that tell whom a failure concerns. */
const BY_CODE: { readonly [sqlState: string]: { readonly kind: FailureKind; readonly hint: string } } = {
  '28P01': { kind: 'CredentialsRejected', hint: 'check user and password of the target' },
  '28000': { kind: 'CredentialsRejected', hint: 'check user, pg_hba.conf of the server and whether it demands TLS' },
  '3D000': { kind: 'DatabaseMissing', hint: 'check the name of the database' },
  '42501': { kind: 'RightsMissing', hint: 'grant the role pg_read_all_data, or run the backup as the owner' },
  '53200': {
    kind: 'DumpFailed',
    hint: 'each table takes a place in the lock table: raise max_locks_per_transaction of the server',
  },
  '53300': {
    kind: 'SourceUnreachable',
    hint: 'the server has no connection left; lower dump.connections or dump.streams, or raise max_connections',
  },
  '55P03': {
    kind: 'SourceBusy',
    hint: 'another session holds a table, often a migration; see pg_locks, or raise dump.lockWait',
  },
  '57P01': { kind: 'SourceUnreachable', hint: 'the server was stopped or the session ended by an administrator' },
  '57P02': {
    kind: 'SourceUnreachable',
    hint: 'the server restarts after a crash of one of its processes: read its log',
  },
  '57P03': { kind: 'SourceUnreachable', hint: 'the server is starting, stopping or recovering' },
  '42P01': { kind: 'SourceBusy', hint: 'a table went away while the dump began; the next attempt sees the new state' },
  '40001': { kind: 'ReplayConflict', hint: REPLAY_HINT },
};

const NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
];
const TLS = /certificate|SSL|TLS|Hostname\/IP/i;

/** Translates an error of the driver. `place` names the server and database, never the password. */
export function postgresFailure(error: unknown, place: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  if (error instanceof DatabaseError) {
    if (/unsupported startup parameter/i.test(error.message)) {
      return new Failure('ConfigurationInvalid', `${place}: a pooler stands in between: ${error.message}`, {
        hint: 'name host and port of the server itself for the target',
        cause: error,
      });
    }
    const known = BY_CODE[error.code ?? ''];
    const connection = error.code?.startsWith('08')
      ? { kind: 'SourceUnreachable' as const, hint: 'the connection broke' }
      : undefined;
    const { kind, hint } = known ?? connection ?? { kind: 'DumpFailed' as const, hint: 'the server’s log has more' };
    return new Failure(kind, `${place}: ${error.message}`, { hint, cause: error });
  }
  const code = 'code' in error ? String(error.code) : '';
  if (NETWORK.includes(code) || /Connection terminated|timeout expired|connection timeout/i.test(error.message)) {
    return new Failure('SourceUnreachable', `${place} does not answer (${code || error.message})`, {
      hint: 'is the server running, and may this host reach it? pg_isready tells',
      cause: error,
    });
  }
  if (/SASL|password must be/.test(error.message)) {
    return new Failure('CredentialsRejected', `${place}: the server asks for a password, and none was given`, {
      hint: 'write password: env:NAME for the target, or use a password file',
      cause: error,
    });
  }
  if (TLS.test(error.message)) {
    return new Failure('CredentialsRejected', `${place}: ${error.message}`, {
      hint: 'check sslmode and sslrootcert of the target',
      cause: error,
    });
  }
  return error;
}

/** Whether the error is the driver's answer to a server without TLS. */
export function refusesTls(error: unknown): boolean {
  return error instanceof Error && error.message.includes('does not support SSL');
}
