import { createServer, type Socket } from 'node:net';
import { atEnd } from './ending.ts';
import { listenOnLoopback } from './loopback.ts';

/** The `host:port` of a server that takes connections and never says anything; it ends with the test. */
export async function silentServer(): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket.on('error', () => socket.destroy()));
  });
  const port = await listenOnLoopback(server);
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${port}`;
}
