import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import { failingSource, inParts, threeParts, watched, withSource } from './object-in-parts.ts';
import { never, type OpenStore } from './open-store.ts';

const ignore = () => undefined;

async function leave(store: ObjectStore, key: string): Promise<void> {
  const broken = withSource(inParts(key, threeParts()), 1, failingSource);
  await expect(store.upload(broken, never, ignore)).rejects.toThrow();
}

export function describeUnfinishedUploads(open: OpenStore): void {
  describe('an unfinished upload', () => {
    test('is listed by its key, also by the beginning of it, and not among the objects', async () => {
      const store = open();
      await leave(store, 'targets/orders/backups/one/main');
      await leave(store, 'targets/users/backups/one/main');
      const found = await Array.fromAsync(store.unfinishedUploads('targets/orders/'));
      expect(found.map(({ key }) => key)).toEqual(['targets/orders/backups/one/main']);
      expect(found[0]?.modifiedAt.getTime()).toBeGreaterThan(Date.UTC(2020));
      expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toHaveLength(2);
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
    });

    test('is no longer one when it became an object', async () => {
      const store = open();
      await leave(store, 'targets/orders/main');
      await store.upload(inParts('targets/orders/main', threeParts()), never, ignore);
      expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toEqual([]);
    });

    test('is gone when it was given up, and the next one begins anew', async () => {
      const store = open();
      await leave(store, 'targets/orders/main');
      for await (const upload of store.unfinishedUploads('targets/')) await store.abortUpload(upload);
      expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toEqual([]);
      const { object, opened } = watched(inParts('targets/orders/main', threeParts()));
      expect(await store.upload(object, never, ignore)).toBe('stored');
      expect(opened.toSorted()).toEqual([0, 1, 2]);
    });

    test('can be given up twice, and beside another one of the same key', async () => {
      const store = open();
      await leave(store, 'targets/orders/main');
      const [upload] = await Array.fromAsync(store.unfinishedUploads('targets/'));
      expect(upload).toBeDefined();
      if (upload === undefined) return;
      await store.abortUpload(upload);
      await store.abortUpload(upload);
      await leave(store, 'targets/orders/main');
      await leave(store, 'targets/users/main');
      await store.abortUpload({ key: 'targets/orders/main', uploadId: 'an-id-that-is-none' });
      expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toHaveLength(2);
    });

    test('takes no finished object with it', async () => {
      const store = open();
      await store.upload(inParts('targets/orders/main', threeParts()), never, ignore);
      await leave(store, 'targets/orders/roles');
      for await (const upload of store.unfinishedUploads('targets/')) await store.abortUpload(upload);
      expect(await store.sizeOf('targets/orders/main')).toBe(threeParts().length);
    });
  });
}
