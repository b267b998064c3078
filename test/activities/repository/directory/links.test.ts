import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import { temporaryFolder } from '../../../stack/folders.ts';
import { inParts } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

/** A repository with two links that lead out of it: the folder `targets/away` and the object `targets/one`. */
function repositoryWithLinks() {
  const folder = temporaryFolder();
  const outside = join(folder, 'outside');
  const root = join(folder, 'repository');
  mkdirSync(outside);
  mkdirSync(join(root, 'targets'), { recursive: true });
  writeFileSync(join(outside, 'one'), 'foreign');
  symlinkSync(outside, join(root, 'targets', 'away'));
  symlinkSync(join(outside, 'one'), join(root, 'targets', 'one'));
  return { root, outside, store: directoryStore(root) };
}

const METHODS: readonly (readonly [string, (store: ObjectStore, key: string) => Promise<unknown>])[] = [
  ['putIfAbsent', (store, key) => store.putIfAbsent(key, Buffer.from('x'))],
  ['replace', (store, key) => store.replace(key, Buffer.from('x'))],
  ['upload', (store, key) => store.upload(inParts(key, Buffer.from('x')), never, () => undefined)],
  ['begin', (store, key) => store.begin(key)],
  ['verify', (store, key) => store.verify(inParts(key, Buffer.from('foreign')), never)],
  ['sizeOf', (store, key) => store.sizeOf(key)],
  ['get', (store, key) => store.get(key)],
  ['read', (store, key) => store.read(key, { offset: 0, sizeBytes: 1 }, never)],
  ['remove', (store, key) => store.remove(key)],
];

describe.each(METHODS)('%s', (_, call) => {
  test.each(['targets/away/one', 'targets/away/new', 'targets/away/deep/new', 'targets/one'])(
    'refuses %s, which a link leads out of the repository',
    async key => {
      const { outside, store } = repositoryWithLinks();
      await expect(call(store, key)).rejects.toMatchObject({
        kind: 'RepositoryUnusable',
        message: expect.stringContaining('is a symbolic link'),
      });
      expect(readdirSync(outside)).toEqual(['one']);
      expect(readFileSync(join(outside, 'one'), 'utf8')).toBe('foreign');
    },
  );
});

test('a listing does not follow links', async () => {
  const { store } = repositoryWithLinks();
  await store.putIfAbsent('targets/own', Buffer.from('1'));
  expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['targets/own']);
  expect(await Array.fromAsync(store.list('targets/away/'))).toEqual([]);
});

test('a folder of uploads that is a link is not written into', async () => {
  const { root, outside, store } = repositoryWithLinks();
  symlinkSync(outside, join(root, '.uploads'));
  const refusal = { kind: 'RepositoryUnusable' };
  await expect(store.putIfAbsent('keys/one', Buffer.from('x'))).rejects.toMatchObject(refusal);
  const object = inParts('targets/main', Buffer.from('x'));
  await expect(store.upload(object, never, () => undefined)).rejects.toMatchObject(refusal);
  expect(readdirSync(outside)).toEqual(['one']);
});

test('the folder of the repository may be a link itself', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'disk'));
  symlinkSync(join(folder, 'disk'), join(folder, 'repository'));
  const store = directoryStore(join(folder, 'repository'));
  await store.putIfAbsent('keys/one', Buffer.from('1'));
  expect(await store.get('keys/one')).toEqual(Buffer.from('1'));
  expect(lstatSync(join(folder, 'disk', 'keys', 'one')).isFile()).toBe(true);
});
