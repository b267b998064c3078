import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { TemporalSettings } from '../config/configuration.ts';
import { Failure } from '../domain/failures.ts';

const TIMEOUT_MS = 5_000;

/**
 * The version of TLS that a Temporal server agrees to, `TLSv1.3`, by a handshake of its own: the SDK tells nobody. Undefined where
 * it is reached without TLS, or does not answer.
 */
export async function readTlsVersion({ address, tls }: TemporalSettings): Promise<string | undefined> {
  if (!tls) return undefined;
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const { serverName = host, clientCertificate, clientKey } = typeof tls === 'object' ? tls : {};
  return new Promise(resolve => {
    const socket = connect({
      ...{
        host,
        port: Number(port),
        servername: isIP(serverName) === 0 ? serverName : '',
        ALPNProtocols: ['h2'],
        timeout: TIMEOUT_MS,
      },
      // Whether the certificate is good is the SDK's own question; nothing is sent here.
      rejectUnauthorized: false,
      ...(clientCertificate && clientKey
        ? { cert: readFileSync(clientCertificate), key: readFileSync(clientKey) }
        : {}),
    });
    const end = (version: string | undefined) => {
      socket.destroy();
      resolve(version);
    };
    socket.once('secureConnect', () => end(socket.getProtocol() ?? undefined));
    socket.once('timeout', () => end(undefined));
    socket.once('error', () => end(undefined));
  });
}

/**
 * Holds Temporal to `transport.minTls`: what the SDK agrees to is the newest version that the server has.
 * @throws Failure ConfigurationInvalid where that is older.
 */
export async function assertTlsVersion(settings: TemporalSettings): Promise<void> {
  if (settings.minTls === undefined || settings.minTls === '1.2') return;
  const version = await readTlsVersion(settings);
  if (version === undefined || version === `TLSv${settings.minTls}`) return;
  throw new Failure('ConfigurationInvalid', `Temporal at ${settings.address} has ${version} at most`, {
    hint: `let it have TLS ${settings.minTls}, or lower transport.minTls`,
  });
}
