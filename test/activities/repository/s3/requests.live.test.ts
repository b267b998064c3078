import { describe, expect, inject, test } from 'vitest';
import type { S3Repository } from '../../../../src/domain/repositories.ts';
import { type RecordedRequest, startRecordingProxy } from '../../../stack/recording-proxy.ts';
import { inParts, sha256, threeParts } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';
import { bucketStore } from './bucket-store.ts';

const KEY = 'targets/orders/main';
const ignore = () => undefined;
const isPart = ({ url }: RecordedRequest) => url.searchParams.has('partNumber');
const base64 = (bytes: Buffer) => Buffer.from(sha256(bytes), 'hex').toString('base64');

/** Everything that a store sends when it writes one object in each way. Whether the server takes it is not the question here. */
async function recordWrites(repository: Partial<S3Repository>): Promise<readonly RecordedRequest[]> {
  const { endpoint, requests } = await startRecordingProxy(inject('s3').endpoint);
  const store = bucketStore({ ...repository, endpoint });
  await store.putIfAbsent('keys/one', Buffer.from('1')).catch(ignore);
  await store.replace('keys/two', Buffer.from('2')).catch(ignore);
  await store.upload(inParts(KEY, threeParts()), never, ignore).catch(ignore);
  return requests.filter(({ method }) => method === 'PUT' || method === 'POST');
}

/** The requests that decide how an object is kept: both puts and the beginning of the upload in parts. */
async function recordBeginnings(repository: Partial<S3Repository>) {
  const requests = await recordWrites(repository);
  const found = requests.filter(request => !isPart(request) && !request.url.searchParams.has('uploadId'));
  expect(found.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'POST']);
  return found.map(({ headers }) => headers);
}

describe('a repository with', () => {
  test('a storage class and a KMS key has them set on every object', async () => {
    const serverSideEncryption = { algorithm: 'aws:kms', kmsKeyId: 'alias/backups' } as const;
    for (const headers of await recordBeginnings({ storageClass: 'STANDARD_IA', serverSideEncryption })) {
      expect(headers).toMatchObject({
        'x-amz-storage-class': 'STANDARD_IA',
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'alias/backups',
      });
    }
  });

  test('encryption by the bucket alone names no key', async () => {
    for (const headers of await recordBeginnings({ serverSideEncryption: { algorithm: 'AES256' } })) {
      expect(headers).toMatchObject({ 'x-amz-server-side-encryption': 'AES256' });
      expect(headers).not.toHaveProperty('x-amz-server-side-encryption-aws-kms-key-id');
    }
  });

  test('neither leaves both to the bucket', async () => {
    for (const headers of await recordBeginnings({})) {
      expect(headers).not.toHaveProperty('x-amz-storage-class');
      expect(headers).not.toHaveProperty('x-amz-server-side-encryption');
    }
  });
});

test('every write carries the SHA-256 of its bytes, so that the store refuses changed ones', async () => {
  const requests = await recordWrites({});
  const [put, replacement] = requests;
  expect(put?.headers['x-amz-checksum-sha256']).toBe(base64(Buffer.from('1')));
  expect(replacement?.headers['x-amz-checksum-sha256']).toBe(base64(Buffer.from('2')));
  const parts = requests.filter(isPart).toSorted((a, b) => (a.url.href < b.url.href ? -1 : 1));
  const expected = inParts(KEY, threeParts()).parts.map(part => Buffer.from(part.sha256, 'hex').toString('base64'));
  expect(parts.map(({ headers }) => headers['x-amz-checksum-sha256'])).toEqual(expected);
});

test('objects are written on the condition that there is none, unless they replace on purpose', async () => {
  const requests = (await recordWrites({})).filter(request => !isPart(request));
  expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual(['*', undefined, undefined, '*']);
});

test('no request names another prefix than the one of the repository', async () => {
  const { endpoint, requests } = await startRecordingProxy(inject('s3').endpoint);
  const store = bucketStore({ endpoint, prefix: 'team/nightly' });
  await store.upload(inParts('one', Buffer.from('1')), never, ignore);
  await Array.fromAsync(store.list(''));
  await store.remove('one');
  for (const { url } of requests)
    expect(decodeURIComponent(`${url.pathname}${url.search}`)).toMatch(/[/=]team\/nightly\//);
});
