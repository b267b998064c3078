import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { inject, onTestFinished } from 'vitest';

/** What a client sent. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * A proxy in front of the S3 server that records requests and hands them on as they are, so that their signatures hold. It ends
 * with the test.
 */
export async function recordingProxy(): Promise<{ readonly endpoint: string; readonly requests: RecordedRequest[] }> {
  const target = new URL(inject('s3').endpoint);
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    requests.push({ method, url, headers });
    const onward = request({ host: target.hostname, port: target.port, method, path: url, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
  return { endpoint: `http://127.0.0.1:${address.port}`, requests };
}
