import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

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
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
  return `http://127.0.0.1:${address.port}`;
}
