import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from '../../../stack/loopback.ts';

/**
 * An HTTP server on a port of its own that answers every connection's first bytes with `answer` and then says nothing, or closes.
 * It ends with the test.
 */
export async function silentServer(answer: string, then: 'stays' | 'closes'): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(answer);
      if (then === 'closes') socket.end();
    });
  });
  const port = await listenOnLoopback(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}
