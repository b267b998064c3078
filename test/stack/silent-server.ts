import { createServer, type Socket } from 'node:net';
import { atEnd } from './ending.ts';

/** The `host:port` of a server that takes connections and never says anything; it ends with the test. */
export async function silentServer(): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket.on('error', () => socket.destroy()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
  return `127.0.0.1:${address.port}`;
}
