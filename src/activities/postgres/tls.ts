import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { Failure } from '../../domain/failures.ts';
import { effectiveSslmode } from '../../domain/transport.ts';
import type { Connection } from './connection.ts';

/** What `sslmode` asks for, in the order in which it is to be tried. `false` is a connection without TLS. */
export type TlsAttempt = false | ConnectionOptions;

/**
 * Translates libpq's `sslmode` and its files (https://www.postgresql.org/docs/current/libpq-ssl.html) for the driver. As in
 * libpq, `require` verifies the authority where a root certificate is there, and sockets never use TLS.
 * @throws Failure ConfigurationInvalid for an unknown mode or an unreadable file.
 */
export function tlsAttempts(connection: Connection): readonly TlsAttempt[] {
  const { host, keywords } = connection;
  if (host.startsWith('/')) return [false];
  const mode = effectiveSslmode(keywords);
  const unverified = { ...clientFiles(keywords), ...versions(keywords), rejectUnauthorized: false };
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unverified];
    case 'prefer':
      return [unverified, false];
    case 'require':
      return [rootFile(keywords) === undefined ? unverified : verified(connection, false)];
    case 'verify-ca':
      return [verified(connection, false)];
    case 'verify-full':
      return [verified(connection, true)];
    default:
      throw new Failure('ConfigurationInvalid', `sslmode "${mode}" is not one that libpq knows`, {
        hint: 'disable, allow, prefer, require, verify-ca or verify-full',
      });
  }
}

function verified(connection: Connection, checkName: boolean): ConnectionOptions {
  const { keywords, host } = connection;
  const file = rootFile(keywords);
  if (file === undefined && keywords['sslrootcert'] !== 'system') {
    throw new Failure(
      'ConfigurationInvalid',
      'sslmode asks for a verified certificate, and there is no root certificate',
      {
        hint: 'name one in sslrootcert, or write sslrootcert: system',
      },
    );
  }
  return {
    ...clientFiles(keywords),
    ...versions(keywords),
    rejectUnauthorized: true,
    // The name to be verified; it is sent to the server where it is one, an address is not.
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    ...(file === undefined ? {} : { ca: readText(file, 'sslrootcert') }),
    ...(checkName ? {} : { checkServerIdentity: () => undefined }),
  };
}

function rootFile(keywords: Connection['keywords']): string | undefined {
  const given = keywords['sslrootcert'];
  if (given === 'system') return undefined;
  const usual = join(homedir(), '.postgresql', 'root.crt');
  return given ?? (existsSync(usual) ? usual : undefined);
}

function clientFiles(keywords: Connection['keywords']): ConnectionOptions {
  const folder = join(homedir(), '.postgresql');
  const cert = keywords['sslcert'] ?? join(folder, 'postgresql.crt');
  const key = keywords['sslkey'] ?? join(folder, 'postgresql.key');
  if (keywords['sslcert'] === undefined && !existsSync(cert)) return {};
  return { cert: readText(cert, 'sslcert'), key: readText(key, 'sslkey') };
}

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

function versions(keywords: Connection['keywords']): ConnectionOptions {
  const version = (keyword: string) => VERSIONS.find(known => known === keywords[keyword]);
  return {
    minVersion: version('ssl_min_protocol_version') ?? 'TLSv1.2',
    maxVersion: version('ssl_max_protocol_version') ?? 'TLSv1.3',
  };
}

function readText(file: string, keyword: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('ConfigurationInvalid', `the file of ${keyword}, ${file}, cannot be read`, { cause: error });
  }
}
