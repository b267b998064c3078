import { describe, expect, test } from 'vitest';
import { inLanes } from '../../../../src/activities/repository/concurrency.ts';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import type { OpenStore } from './open-store.ts';

async function keysIn(store: ObjectStore, prefix: string): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);
}

async function putAll(store: ObjectStore, keys: readonly string[]): Promise<void> {
  await inLanes(keys, 32, async key => {
    await store.putIfAbsent(key, Buffer.from(key));
  });
}

export function describeListing(open: OpenStore): void {
  describe('list', () => {
    test('gives key, size and time of every object', async () => {
      const store = open();
      await store.putIfAbsent('keys/one.json', Buffer.from('12345'));
      const found = await Array.fromAsync(store.list(''));
      expect(found).toEqual([{ key: 'keys/one.json', sizeBytes: 5, modifiedAt: expect.any(Date) }]);
      expect(found[0]?.modifiedAt.getTime()).toBeGreaterThan(Date.UTC(2020));
    });

    test('goes in the order of the keys, whatever the order of writing and the depth', async () => {
      const store = open();
      const sorted = ['a-b/c', 'a.b', 'a/b', 'a/b-c', 'a/b0', 'a0', 'a_b/x', 'b/1', 'b/10', 'b/2', 'b/a/deep/er'];
      await putAll(store, sorted.toReversed());
      expect(await keysIn(store, '')).toEqual(sorted);
    });

    test('gives upper case before lower case', async () => {
      const store = open();
      await putAll(store, ['b', 'A', 'a', 'B']);
      expect(await keysIn(store, '')).toEqual(['A', 'B', 'a', 'b']);
    });

    test.each([
      ['a folder', 'targets/a/', ['targets/a/backups/1/x', 'targets/a/backups/2/x', 'targets/a/wal/1']],
      ['a folder below', 'targets/a/backups/2/', ['targets/a/backups/2/x']],
      ['the beginning of a name', 'targets/a/backups/1', ['targets/a/backups/1/x']],
      [
        'the beginning of several',
        'targets/a',
        ['targets/a-b/backups/1/x', 'targets/a/backups/1/x', 'targets/a/backups/2/x', 'targets/a/wal/1'],
      ],
      ['a whole key', 'targets/a/wal/1', ['targets/a/wal/1']],
      ['nothing', 'targets/c', []],
      ['more than a key', 'targets/a/wal/1/', []],
    ])('gives what begins with the prefix where that is %s', async (_, prefix, expected) => {
      const store = open();
      await putAll(store, [
        'firedrill.json',
        'targets/a/backups/1/x',
        'targets/a/backups/2/x',
        'targets/a/wal/1',
        'targets/a-b/backups/1/x',
        'targets/b/backups/1/x',
      ]);
      expect(await keysIn(store, prefix)).toEqual(expected);
    });

    test('gives all of more objects than a page holds', async () => {
      const store = open();
      const keys = Array.from({ length: 1_100 }, (_, index) => `wal/${String(index).padStart(5, '0')}`);
      await putAll(store, keys);
      expect(await keysIn(store, 'wal/')).toEqual(keys);
    });

    test('can be left in the middle', async () => {
      const store = open();
      await putAll(store, ['a/1', 'a/2', 'a/3']);
      for await (const { key } of store.list('a/')) {
        expect(key).toBe('a/1');
        break;
      }
    });

    test('lets every listed object be removed on the way', async () => {
      const store = open();
      await putAll(store, ['a/1', 'a/2', 'a/b/1', 'a/b/2', 'c']);
      for await (const { key } of store.list('a/')) await store.remove(key);
      expect(await keysIn(store, '')).toEqual(['c']);
    });
  });
}
