import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { formatConnectionString, parseConnectionString } from '../../config/connection-string.ts';
import type { SecretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import { formatSecretReference } from '../../domain/secrets.ts';
import type { ConnectionSettings } from '../../domain/targets.ts';
import { findPassword } from './password-file.ts';
import { readService } from './service-file.ts';

/** A connection with every default decided, to exactly one server, so that all programs of a run reach the same one. */
export interface Connection {
  /** Name, address or socket folder; the name that certificates and password files know, also where `hostaddr` is given. */
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  /** All other libpq keywords that were given. */
  readonly keywords: { readonly [keyword: string]: string };
}

/** libpq's own default is compiled into it and differs between builds: the first that exists is taken. */
const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp'];

/**
 * Resolves the settings of a target into one connection for each host they name, in order. A keyword given for the target
 * comes before its URL, the URL before the service. Reads secrets: call it in activities only.
 * @throws Failure ConfigurationInvalid, SecretUnavailable
 */
export function resolveConnections(settings: ConnectionSettings, readSecret: SecretReader): readonly Connection[] {
  const fromUrl =
    settings.url === undefined
      ? {}
      : parseConnectionString(readSecret(settings.url), formatSecretReference(settings.url));
  const given: Record<string, string> = { ...fromUrl, ...settings.keywords };
  const { service, servicefile, ...own } = given;
  const { host, hostaddr, port, dbname, user, password, passfile, ...keywords } = {
    ...(service === undefined ? {} : readService(service, servicefile)),
    ...own,
  };
  const hosts = (host ?? hostaddr ?? defaultHost()).split(',');
  const addresses = hostaddr?.split(',') ?? [];
  if (addresses.length > 0 && addresses.length !== hosts.length) {
    throw new Failure('ConfigurationInvalid', 'there are not as many addresses (hostaddr) as hosts');
  }
  const ports = (port ?? '5432').split(',');
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw new Failure('ConfigurationInvalid', 'there are not as many ports as hosts');
  }
  return hosts.map((name, index): Connection => {
    const address = addresses[index];
    const role = user ?? userInfo().username;
    const where = { host: name, port: (ports[index] ?? ports[0]) || '5432', database: dbname ?? role, user: role };
    const secret = settings.password === undefined ? password : readSecret(settings.password);
    return {
      ...where,
      password: secret ?? findPassword(where, passfile),
      keywords: { ...keywords, ...(address === undefined ? {} : { hostaddr: address }) },
    };
  });
}

function defaultHost(): string {
  return SOCKET_FOLDERS.find(folder => existsSync(folder)) ?? 'localhost';
}

/** What a program of PostgreSQL is started with: a connection string without the password, and the password apart. */
export function programConnection(
  connection: Connection,
  applicationName: string,
): { conninfo: string; env: Record<string, string> } {
  const { host, port, database, user, password, keywords } = connection;
  return {
    conninfo: formatConnectionString({
      ...keywords,
      host,
      port,
      user,
      dbname: database,
      application_name: applicationName,
    }),
    env: {
      // Nothing of the worker's own settings or files takes part: what counts was resolved above.
      HOME: userInfo().homedir,
      // A path that cannot be: of /dev/null libpq complains at every connection.
      PGPASSFILE: '/dev/null/none',
      ...(password === undefined ? {} : { PGPASSWORD: password }),
    },
  };
}

/** A connection as people name it; never with its password. */
export function describeConnection({ host, port, database, user }: Connection): string {
  return `${database} on ${host.startsWith('/') ? `socket ${host}` : host} port ${port} as ${user}`;
}
