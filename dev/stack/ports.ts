import { createServer } from 'node:net';

/**
 * A TCP port on loopback that nobody listens on at this moment and, where an offset is given, the port that much above it is
 * free as well.
 */
export async function freePort(offset?: number): Promise<number> {
  const port = await listenOnce(0);
  if (offset === undefined) return port;
  const isFree = port + offset < 65_536 && (await listenOnce(port + offset).catch(() => undefined)) !== undefined;
  return isFree ? port : freePort(offset);
}

async function listenOnce(wanted: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
  return address.port;
}
