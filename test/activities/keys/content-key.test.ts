import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyContentKey, openContentKey } from '../../../src/activities/keys/content-key.ts';
import { readKeyFile } from '../../../src/activities/keys/key-file.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { emptyStore, ensure, newKey, newOfflineKey, stored } from './wrapped-keys.ts';

describe('the content key of a repository', () => {
  test('is made once, and is the same from then on', async () => {
    const store = emptyStore();
    const paths = newKey();
    const made = await ensure(store, paths);
    expect(made.bytes).toHaveLength(32);
    expect(made.keyId).toBe(`0b9f2c1e-${readKeyFile(paths.file).fingerprint}`);
    expect(await ensure(store, paths)).toEqual(made);
    expect(await openContentKey(store, made.keyId, paths)).toEqual(made);
  });

  test('is one for all workers that make it at once', async () => {
    const store = emptyStore();
    const paths = newKey();
    const made = await Promise.all(Array.from({ length: 12 }, () => ensure(store, paths)));
    expect(new Set(made.map(({ bytes }) => bytes.toString('hex'))).size).toBe(1);
    expect((await openContentKey(store, made[0]?.keyId ?? '', paths)).bytes).toEqual(made[0]?.bytes);
    expect(await Array.fromAsync(store.list('keys/'))).toHaveLength(1);
  });

  test('is another one for another local key, and both stay', async () => {
    const store = emptyStore();
    const [ours, theirs] = [newKey(), newKey()];
    const [one, two] = [await ensure(store, ours), await ensure(store, theirs)];
    expect(one.bytes.equals(two.bytes)).toBe(false);
    expect(await openContentKey(store, one.keyId, ours)).toEqual(one);
    expect(await openContentKey(store, two.keyId, theirs)).toEqual(two);
  });

  test('lies in the repository wrapped only', async () => {
    const store = emptyStore();
    const { keyId, bytes } = await ensure(store, newKey());
    const text = JSON.stringify(await stored(store, keyId));
    expect(text).toContain(keyId);
    for (const form of ['hex', 'base64', 'base64url'] as const) expect(text).not.toContain(bytes.toString(form));
  });

  test('is not made while the key file is missing', async () => {
    const store = emptyStore();
    const paths = { file: join(temporaryFolder(), 'key'), createMissing: false };
    await expect(ensure(store, paths)).rejects.toMatchObject({ kind: 'KeyMissing' });
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
  });
});

describe('a copy of the content key in another repository', () => {
  test('is opened there by the same local key', async () => {
    const [from, to] = [emptyStore(), emptyStore()];
    const paths = newKey();
    const made = await ensure(from, paths);
    await copyContentKey(from, to, made.keyId);
    expect(await openContentKey(to, made.keyId, paths)).toEqual(made);
  });

  test('gets the wrapping for an offline key that was named later, and keeps the ones it has', async () => {
    const [from, to] = [emptyStore(), emptyStore()];
    const paths = newKey();
    const { keyId } = await ensure(from, paths);
    await copyContentKey(from, to, keyId);
    await ensure(from, { ...paths, offlinePublicKey: newOfflineKey() });
    await copyContentKey(from, to, keyId);
    await copyContentKey(from, to, keyId);
    expect(await stored(to, keyId)).toEqual(await stored(from, keyId));
    expect((await stored(to, keyId)).wrappings.map(({ by }: { by: string }) => by)).toEqual(['local', 'offline-rsa']);
  });

  test('cannot be made where the key is lost', async () => {
    await expect(copyContentKey(emptyStore(), emptyStore(), 'none')).rejects.toMatchObject({ kind: 'KeyMissing' });
  });
});
