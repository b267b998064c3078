import { connect, createServer } from 'node:net';
import { atEnd } from './ending.ts';
import { listenOnLoopback } from './loopback.ts';

/**
 * Stands between a client and a PostgreSQL server as a pooler does: it hands everything on, and calls the connection by a process
 * id of its own (BackendKeyData, https://www.postgresql.org/docs/current/protocol-message-formats.html). Returns its port.
 */
export async function startPooler(serverPort: number): Promise<number> {
  const server = createServer(client => {
    const upstream = connect(serverPort, '127.0.0.1');
    client.pipe(upstream);
    let announced = false;
    upstream.on('data', (chunk: Buffer) => {
      const at = announced ? -1 : chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (at >= 0) {
        chunk.writeInt32BE(OWN_PID, at + 5);
        announced = true;
      }
      client.write(chunk);
    });
    upstream.on('end', () => client.end());
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  const port = await listenOnLoopback(server);
  atEnd(() => void server.close());
  return port;
}

/** No process has it: pids end at 2^22. */
const OWN_PID = 2 ** 30;
