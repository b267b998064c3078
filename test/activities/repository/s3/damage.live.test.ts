import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, test } from 'vitest';
import { startFaultyProxy } from '../../../stack/faulty-proxy.ts';
import { inParts, PART_BYTES, threeParts, watched, withSource } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';
import { bucketStore } from './bucket-store.ts';

const KEY = 'targets/orders/main';
const object = inParts(KEY, threeParts());
const ignore = () => undefined;

/** A store with one object, and the file in which the server keeps it. */
async function storedObject(by: 'upload' | 'another client') {
  const store = bucketStore();
  const { bucket, folder, endpoint, ...credentials } = inject('s3');
  const path = store.description.replace('s3://', '');
  if (by === 'upload') await store.upload(object, never, ignore);
  else {
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
    const Key = join(path, KEY).slice(bucket.length + 1);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: threeParts() }));
    client.destroy();
  }
  return { store, file: join(folder, path, KEY) };
}

describe('verify', () => {
  test('compares the checksums that the store keeps of an upload', async () => {
    const { store } = await storedObject('upload');
    expect(await store.verify(object, never)).toBe('checksums');
  });

  test('reads everything back where the store keeps no SHA-256', async () => {
    const { store } = await storedObject('another client');
    expect(await store.verify(object, never)).toBe('read');
  });

  test.each([0, PART_BYTES, 2 * PART_BYTES + 999])('finds by reading that byte %i changed', async position => {
    const { store, file } = await storedObject('another client');
    const content = readFileSync(file);
    content.writeUInt8(content.readUInt8(position) ^ 1, position);
    writeFileSync(file, content);
    await expect(store.verify(object, never)).rejects.toMatchObject({
      kind: 'StoredBytesDiffer',
      message: expect.stringContaining(`part ${Math.floor(position / PART_BYTES) + 1} of ${KEY}`),
    });
  });

  test.each(['upload', 'another client'] as const)('finds an object of %s that the server lost', async by => {
    const { store, file } = await storedObject(by);
    rmSync(file);
    await expect(store.verify(object, never)).rejects.toMatchObject({ kind: 'StoredBytesDiffer' });
  });

  test.each(['upload', 'another client'] as const)('finds an object of %s that the server cut', async by => {
    const { store, file } = await storedObject(by);
    truncateSync(file, PART_BYTES + 1);
    await expect(store.verify(object, never)).rejects.toMatchObject({
      kind: 'StoredBytesDiffer',
      message: expect.stringContaining(`${PART_BYTES + 1} bytes instead of ${threeParts().length}`),
    });
  });
});

test('a part that changes on the way is refused by the store, and no object appears', async () => {
  const store = bucketStore();
  const changed = withSource(object, 1, () => Readable.from([Buffer.alloc(PART_BYTES, 9)]));
  await expect(store.upload(changed, never, ignore)).rejects.toMatchObject({ kind: 'RepositoryUnreachable' });
  expect(await store.sizeOf(KEY)).toBeUndefined();
});

test('a part that changes on the way is sent again at once', async () => {
  const store = bucketStore();
  let opened = 0;
  const bytes = () =>
    opened++ === 0 ? Buffer.alloc(PART_BYTES, 9) : threeParts().subarray(PART_BYTES, 2 * PART_BYTES);
  const changed = withSource(object, 1, () => Readable.from([bytes()]));
  expect(await store.upload(changed, never, ignore)).toBe('stored');
  expect(opened).toBe(2);
  expect(await store.verify(object, never)).toBe('checksums');
});

test('a part that the store took and lost makes no object, and the next attempt sends it alone', async () => {
  const found = { lost: false };
  const { endpoint } = await startFaultyProxy(inject('s3').endpoint, ({ url }) => {
    if (found.lost || url.searchParams.get('partNumber') !== '2') return undefined;
    found.lost = true;
    return 'lose';
  });
  const store = bucketStore({ endpoint });
  await expect(store.upload(object, never, ignore)).rejects.toMatchObject({
    kind: 'StoredBytesDiffer',
    message: expect.stringContaining('part 2 of'),
  });
  expect(await store.sizeOf(KEY)).toBeUndefined();
  const again = watched(object);
  expect(await store.upload(again.object, never, ignore)).toBe('stored');
  expect(again.opened).toEqual([1]);
  expect(await store.verify(object, never)).toBe('checksums');
});
