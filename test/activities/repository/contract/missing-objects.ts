import { describe, expect, test } from 'vitest';
import { never, type OpenStore } from './open-store.ts';

export function describeMissingObjects(open: OpenStore): void {
  describe('a missing object', () => {
    test('has no bytes, no size and no range, in an empty repository and in one with others', async () => {
      const store = open();
      for (const round of ['empty', 'with others']) {
        expect(await store.get('a/missing'), round).toBeUndefined();
        expect(await store.sizeOf('a/missing'), round).toBeUndefined();
        expect(await store.read('a/missing', { offset: 0, sizeBytes: 1 }, never), round).toBeUndefined();
        await store.putIfAbsent('a/other', Buffer.from('1'));
      }
    });

    test('is not listed', async () => {
      const store = open();
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
      expect(await Array.fromAsync(store.list('targets/orders/'))).toEqual([]);
      expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toEqual([]);
    });

    test('can be removed', async () => {
      const store = open();
      await store.remove('a/missing');
      await store.putIfAbsent('a/other', Buffer.from('1'));
      await store.remove('a/missing');
      expect(await store.sizeOf('a/other')).toBe(1);
    });

    test('is what lies under the beginning of another key', async () => {
      const store = open();
      await store.putIfAbsent('a/b/c', Buffer.from('1'));
      expect(await store.get('a/b')).toBeUndefined();
      expect(await store.sizeOf('a/b')).toBeUndefined();
      expect(await store.read('a/b', { offset: 0, sizeBytes: 1 }, never)).toBeUndefined();
      await store.remove('a/b');
      expect(await store.sizeOf('a/b/c')).toBe(1);
    });
  });
}
