import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { atEnd } from './ending.ts';
import { listenOnLoopback } from './loopback.ts';

/** What a client sent. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

/** A proxy in front of an HTTP server, which notes every request and can hold back some of them for ever. */
export interface RecordingProxy {
  readonly endpoint: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests that the server has answered with success. */
  readonly answered: readonly RecordedRequest[];
  /** Requests for which this says true are not handed on. */
  hold: (request: RecordedRequest) => boolean;
  /** What the proxy says itself, in place of the server; undefined for requests that are handed on. */
  answer: (request: RecordedRequest) => { readonly status: number; readonly body?: string } | undefined;
}

/** Hands requests on as they are, so that their signatures hold. Ends with the test. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const { hostname, port } = new URL(target);
  const requests: RecordedRequest[] = [];
  const answered: RecordedRequest[] = [];
  const proxy = {
    endpoint: '',
    requests,
    answered,
    hold: (_: RecordedRequest) => false,
    answer: (_: RecordedRequest) => undefined,
  } as {
    -readonly [key in keyof RecordingProxy]: RecordingProxy[key];
  };
  const server = createServer((incoming, outgoing) => {
    const { method = '', headers, url: path = '/' } = incoming;
    const recorded = { method, headers, url: new URL(path, target) };
    requests.push(recorded);
    if (proxy.hold(recorded)) return;
    const own = proxy.answer(recorded);
    if (own !== undefined) {
      incoming.resume();
      outgoing.writeHead(own.status, { 'content-type': 'application/xml' }).end(own.body);
      return;
    }
    const onward = request({ hostname, port, path, method, headers }, response => {
      if ((response.statusCode ?? 500) < 300) answered.push(recorded);
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  proxy.endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return proxy;
}
