import { createServer, request } from 'node:http';
import { onTestFinished } from 'vitest';

/** A request that the proxy has let through. */
export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** An HTTP proxy in front of a server, which notes every request and can hold back some of them for ever. */
export interface RecordingProxy {
  readonly endpoint: string;
  /** Requests that the server has answered with success. */
  readonly answered: readonly Passed[];
  /** Requests for which this says true are not passed on. */
  hold: (request: Passed) => boolean;
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const { hostname, port } = new URL(target);
  const answered: Passed[] = [];
  const proxy = { endpoint: '', answered, hold: (_: Passed) => false };
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', target);
    const passed = { method: incoming.method ?? '', path: url.pathname, query: url.searchParams };
    if (proxy.hold(passed)) return;
    // The host stays as the client signed it.
    const { method, headers, url: path } = incoming;
    const onward = request({ hostname, port, path, method, headers }, response => {
      if ((response.statusCode ?? 500) < 300) answered.push(passed);
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
  proxy.endpoint = `http://127.0.0.1:${address.port}`;
  return proxy;
}
