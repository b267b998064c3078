import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './ending.ts';
import { listenOnLoopback } from './loopback.ts';
import type { RecordedRequest } from './recording-proxy.ts';

/** What an S3 server can do to a request besides answering it. */
export type Fault =
  /** 503 SlowDown, as S3 asks its clients to wait. */
  | 'refuse'
  /** The connection ends in the middle of what the client sends. */
  | 'cut the request'
  /** The connection ends in the middle of the answer. */
  | 'cut the answer'
  /** Nothing is said for two seconds, then the connection ends. */
  | 'fall silent'
  /** 200, and what was sent is thrown away. */
  | 'lose'
  /** The request is carried out and answered with 500. */
  | 'deny what was done'
  /** The answer names another checksum. */
  | 'lie'
  /** The answer comes late. */
  | 'dawdle';

const XML = { 'content-type': 'application/xml' };
const errorOf = (code: string) => `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`;

/** A proxy in front of an S3 server in which faults happen; `happened` counts them. Ends with the test. */
export async function startFaultyProxy(target: string, faultOf: (request: RecordedRequest) => Fault | undefined) {
  const proxy = { endpoint: '', happened: 0 };
  const server = createServer((incoming, outgoing) => {
    const { method = '', headers, url: path = '/' } = incoming;
    const fault = faultOf({ method, headers, url: new URL(path, target) });
    if (fault !== undefined) proxy.happened += 1;
    incoming.on('error', () => undefined);
    outgoing.on('error', () => undefined);
    void answer(target, incoming, outgoing, fault);
  });
  proxy.endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return proxy;
}

async function answer(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault?: Fault) {
  if (fault === 'refuse') {
    incoming.resume();
    outgoing.writeHead(503, XML).end(errorOf('SlowDown'));
  } else if (fault === 'lose') {
    for await (const _ of incoming);
    outgoing.writeHead(200, { etag: '"d41d8cd98f00b204e9800998ecf8427e"' }).end();
  } else if (fault === 'fall silent') {
    await sleep(2_000);
    outgoing.destroy();
  } else if (fault === 'cut the request') {
    incoming.once('data', () => incoming.destroy());
  } else {
    if (fault === 'dawdle') await sleep(40);
    handOn(target, incoming, outgoing, fault);
  }
}

function handOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault?: Fault): void {
  const { hostname, port } = new URL(target);
  const { method, headers, url: path } = incoming;
  const onward = request({ hostname, port, path, method, headers }, response => {
    if (fault === 'deny what was done') {
      response.resume();
      response.on('end', () => outgoing.writeHead(500, XML).end(errorOf('InternalError')));
      return;
    }
    const { 'x-amz-checksum-sha256': checksum } = response.headers;
    const lie =
      fault === 'lie' && typeof checksum === 'string' ? { 'x-amz-checksum-sha256': `AAAA${checksum.slice(4)}` } : {};
    outgoing.writeHead(response.statusCode ?? 502, { ...response.headers, ...lie });
    if (fault === 'cut the answer') {
      response.once('data', (chunk: Buffer) =>
        outgoing.write(chunk.subarray(0, chunk.length / 2), () => outgoing.destroy()),
      );
    } else response.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
