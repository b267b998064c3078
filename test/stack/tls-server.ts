import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folders.ts';
import { listenOnLoopback } from './loopback.ts';

/** A server on loopback that agrees on a version of TLS and says nothing. Its certificate is its own. Returns its port. */
export async function startTlsServer(options: Pick<TlsOptions, 'minVersion' | 'maxVersion'>): Promise<number> {
  const folder = temporaryFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '2'];
  await execa('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject]);
  const server = createServer({
    ...{ key: readFileSync(key), cert: readFileSync(cert), ALPNProtocols: ['h2', 'http/1.1'] },
    ...options,
  });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', socket => socket.on('error', () => undefined));
  const port = await listenOnLoopback(server);
  onTestFinished(() => void server.close());
  return port;
}
