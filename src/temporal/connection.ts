import { readFileSync } from 'node:fs';
import type { TemporalSettings, TlsFiles } from '../config/configuration.ts';
import { refuseReadableByOthers, type SecretReader } from '../config/references.ts';
import { Failure } from '../domain/failures.ts';

/** What both kinds of connection of the SDK take. */
export interface ConnectionOptions {
  readonly address: string;
  readonly tls?:
    | boolean
    | { serverNameOverride?: string; serverRootCACertificate?: Buffer; clientCertPair?: { crt: Buffer; key: Buffer } };
  readonly apiKey?: string;
}

/** Resolves the settings for a connection to Temporal. Throws SecretUnavailable, ConfigurationInvalid. */
export function connectionOptions(settings: TemporalSettings, readSecret: SecretReader): ConnectionOptions {
  const { address, tls, apiKey } = settings;
  return {
    address,
    ...(typeof tls === 'object' ? { tls: tlsOptions(tls) } : tls || apiKey !== undefined ? { tls: true } : {}),
    ...(apiKey === undefined ? {} : { apiKey: readSecret(apiKey) }),
  };
}

function tlsOptions(files: TlsFiles): Exclude<ConnectionOptions['tls'], boolean | undefined> {
  const { serverCa, clientCertificate, clientKey, serverName } = files;
  const pair =
    clientCertificate === undefined || clientKey === undefined
      ? undefined
      : { crt: readPem(clientCertificate), key: readKey(clientKey) };
  return {
    serverNameOverride: serverName,
    serverRootCACertificate: serverCa === undefined ? undefined : readPem(serverCa),
    clientCertPair: pair,
  };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Failure('ConfigurationInvalid', `the file ${path} of temporal.tls cannot be read`, { cause: error });
  }
}

function readKey(path: string): Buffer {
  const key = readPem(path);
  refuseReadableByOthers(path, 'the client key of temporal.tls');
  return key;
}

/** The failure of a server that does not answer, with the way to start one. */
export function temporalUnreachable(address: string, cause: unknown): Failure {
  return new Failure('TemporalUnreachable', `no Temporal server answers at ${address}`, {
    hint: 'start one with: firedrill up; or name yours with --address or TEMPORAL_ADDRESS',
    cause,
  });
}
