import { Failure } from '../domain/failures.ts';
import type { TlsFiles } from './configuration.ts';
import type { Environment } from './environment.ts';

/** The variables that every tool of Temporal reads for its files (https://docs.temporal.io/develop/environment-configuration). */
const VARIABLES = {
  serverCa: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  clientCertificate: 'TEMPORAL_TLS_CLIENT_CERT_PATH',
  clientKey: 'TEMPORAL_TLS_CLIENT_KEY_PATH',
  serverName: 'TEMPORAL_TLS_SERVER_NAME',
} as const satisfies Record<keyof TlsFiles, string>;

/** The variable that comes before a key of `temporal.tls`. */
export function variableOfTls(key: string): string | undefined {
  return Object.entries(VARIABLES).find(([known]) => known === key)?.[1];
}

/**
 * What the file says about TLS, with the variables before it. `TEMPORAL_TLS` turns it on or off as a whole.
 * @throws Failure ConfigurationInvalid where a client certificate comes without its key, or the other way round.
 */
export function tlsWithEnvironment(written: boolean | TlsFiles, environment: Environment): boolean | TlsFiles {
  const whole = environment['TEMPORAL_TLS']?.toLowerCase();
  if (whole === 'false' || whole === '0') return false;
  const given = Object.entries(VARIABLES).flatMap(([key, variable]) => {
    const value = environment[variable];
    return value ? [[key, value] as const] : [];
  });
  if (given.length === 0) return written || whole === 'true' || whole === '1';
  const files: TlsFiles = { ...(typeof written === 'object' ? written : {}), ...Object.fromEntries(given) };
  if ((files.clientCertificate === undefined) === (files.clientKey === undefined)) return files;
  const { clientCertificate, clientKey } = VARIABLES;
  throw new Failure('ConfigurationInvalid', `${clientCertificate} and ${clientKey} go together`, {
    hint: 'set the one that is missing',
  });
}
