import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import { inParts } from './object-in-parts.ts';
import { never, type OpenStore } from './open-store.ts';

const HOSTILE: readonly (readonly [string, string])[] = [
  ['leaves by the parent', '../outside'],
  ['leaves in the middle', 'targets/../../outside'],
  ['is absolute', '/etc/passwd'],
  ['has a NUL', 'targets/a\0b'],
  ['has a backslash', 'targets\\..\\outside'],
  ['has an empty segment', 'targets//a'],
  ['ends in a slash', 'targets/a/'],
  ['is empty', ''],
  ['is one dot', '.'],
  ['begins a segment with a dot', 'targets/.hidden'],
  ['has two dots in a row', 'targets/a..b'],
  ['has a line break', 'targets/a\nb'],
  ['has a space', 'targets/a b'],
  ['is not ASCII', 'targets/ä'],
  ['has a percent sign', 'targets/%2e%2e/a'],
  ['has a very long segment', 'a'.repeat(300)],
  ['is very long', Array.from({ length: 500 }, () => 'aa').join('/')],
];

/** Every method that takes a key. */
const METHODS: readonly (readonly [string, (store: ObjectStore, key: string) => Promise<unknown>])[] = [
  ['putIfAbsent', (store, key) => store.putIfAbsent(key, Buffer.from('x'))],
  ['replace', (store, key) => store.replace(key, Buffer.from('x'))],
  ['upload', (store, key) => store.upload(inParts(key, Buffer.from('x')), never, () => undefined)],
  ['begin', (store, key) => store.begin(key)],
  ['verify', (store, key) => store.verify(inParts(key, Buffer.from('x')), never)],
  ['sizeOf', (store, key) => store.sizeOf(key)],
  ['get', (store, key) => store.get(key)],
  ['read', (store, key) => store.read(key, { offset: 0, sizeBytes: 1 }, never)],
  ['remove', (store, key) => store.remove(key)],
];

export function describeHostileKeys(open: OpenStore): void {
  describe.each(HOSTILE)('a key that %s', (_, key) => {
    test('is refused by every method, and nothing is stored', async () => {
      const store = open();
      for (const [method, call] of METHODS) {
        await expect(call(store, key), method).rejects.toMatchObject({ kind: 'RepositoryUnusable' });
      }
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
    });
  });

  test.each([
    ['leaves by the parent', '../'],
    ['is absolute', '/'],
    ['has an empty segment', 'targets//'],
    ['begins with a dot', '.uploads/'],
  ])('a prefix that %s is refused by both listings', async (_, prefix) => {
    const store = open();
    const refusal = { kind: 'RepositoryUnusable' };
    await expect(async () => Array.fromAsync(store.list(prefix))).rejects.toMatchObject(refusal);
    await expect(async () => Array.fromAsync(store.unfinishedUploads(prefix))).rejects.toMatchObject(refusal);
  });
}
