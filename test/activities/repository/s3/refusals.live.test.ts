import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../../../dev/stack/ports.ts';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import { inParts } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';
import { bucketStore } from './bucket-store.ts';

const METHODS: readonly (readonly [string, (store: ObjectStore) => Promise<unknown>])[] = [
  ['putIfAbsent', store => store.putIfAbsent('one', Buffer.from('x'))],
  ['replace', store => store.replace('one', Buffer.from('x'))],
  ['upload', store => store.upload(inParts('one', Buffer.from('x')), never, () => undefined)],
  ['get', store => store.get('one')],
  ['read', store => store.read('one', { offset: 0, sizeBytes: 1 }, never)],
  ['remove', store => store.remove('one')],
  ['list', store => Array.fromAsync(store.list(''))],
  ['unfinishedUploads', store => Array.fromAsync(store.unfinishedUploads(''))],
];
/** Methods that ask for the head of an object only: an answer without a body cannot say that it is the bucket that is missing. */
const HEADS: typeof METHODS = [
  ['sizeOf', store => store.sizeOf('one')],
  ['verify', store => store.verify(inParts('one', Buffer.from('x')), never)],
];

const REJECTED = { kind: 'CredentialsRejected', hint: expect.stringContaining('access key') };

describe.each([...METHODS, ...HEADS])('%s', (_, call) => {
  test('says that the store rejects a wrong secret', async () => {
    const store = bucketStore({}, { TEST_SECRET: 'not-the-secret' });
    await expect(call(store)).rejects.toMatchObject(REJECTED);
  });

  test('names the reference where a secret is not set', async () => {
    const store = bucketStore({}, { TEST_SECRET: '' });
    await expect(call(store)).rejects.toMatchObject({
      kind: 'SecretUnavailable',
      message: expect.stringContaining('env:TEST_SECRET'),
    });
  });

  test('says that an endpoint which refuses connections is unreachable', async () => {
    const store = bucketStore({ endpoint: `http://127.0.0.1:${await freePort()}` });
    await expect(call(store)).rejects.toMatchObject({
      kind: 'RepositoryUnreachable',
      message: expect.stringContaining(store.description),
      hint: expect.stringContaining('endpoint'),
    });
  });
});

test.each(METHODS)('%s says that the store rejects an access key that nobody has', async (_, call) => {
  const store = bucketStore({}, { TEST_KEY: 'nobody' });
  await expect(call(store)).rejects.toMatchObject(REJECTED);
});

test.each(METHODS)('%s says that a missing bucket is unusable, and what to check', async (_, call) => {
  const store = bucketStore({ bucket: 'no-such-bucket' });
  await expect(call(store)).rejects.toMatchObject({
    kind: 'RepositoryUnusable',
    message: expect.stringMatching(/^s3:\/\/no-such-bucket\/.*NoSuchBucket/),
    hint: expect.stringContaining('bucket'),
  });
});

test.each([
  ['rejected', {}],
  ['sent nowhere', { endpoint: 'http://127.0.0.1:1' }],
])('a failure holds no secret that was %s, not even in its causes', async (_, changed) => {
  const store = bucketStore(changed, { TEST_SECRET: 'planted-secret' });
  const failure = await store.get('one').catch((error: unknown) => error);
  expect(failure).toHaveProperty('kind');
  expect(inspect(failure, { depth: null, showHidden: true })).not.toContain('planted-secret');
});
