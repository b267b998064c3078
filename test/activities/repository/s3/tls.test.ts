import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { s3Client } from '../../../../src/activities/repository/s3/client.ts';
import { startTlsServer } from '../../../stack/tls-server.ts';

const SECRET = { from: 'env', name: 'SECRET' } as const;

/** How a request ends at a server that has no newer version of TLS. */
async function request(maxVersion: 'TLSv1.2' | 'TLSv1.3', minTls: '1.2' | '1.3') {
  const port = await startTlsServer({ maxVersion });
  const credentials = { accessKeyId: SECRET, secretAccessKey: SECRET };
  const place = { bucket: 'copies', prefix: '', region: 'us-east-1', endpoint: `https://127.0.0.1:${port}` };
  const client = s3Client({ kind: 's3', name: 'far', pathStyle: true, credentials, minTls, ...place }, () => 'x');
  onTestFinished(() => client.destroy());
  return client.send(new ListObjectsV2Command({ Bucket: 'copies' })).then(
    () => 'answered',
    (error: unknown) => String(error),
  );
}

test('M14: a store that has nothing as new as transport.minTls is not talked to', async () => {
  expect(await request('TLSv1.2', '1.3')).toMatch(/protocol version/i);
});

test.each([
  ['TLSv1.2', '1.2'],
  ['TLSv1.3', '1.3'],
] as const)('M14: one with %s is asked for its certificate where %s is enough', async (version, minTls) => {
  expect(await request(version, minTls)).toMatch(/self-signed certificate/i);
});
