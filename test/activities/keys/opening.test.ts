import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openContentKey } from '../../../src/activities/keys/content-key.ts';
import { readKeyFile } from '../../../src/activities/keys/key-file.ts';
import type { ObjectStore } from '../../../src/activities/repository/object-store.ts';
import { emptyStore, ensure, newKey, stored } from './wrapped-keys.ts';

async function edit(store: ObjectStore, keyId: string, change: object): Promise<void> {
  await store.replace(
    `keys/${keyId}.json`,
    Buffer.from(JSON.stringify({ ...(await stored(store, keyId)), ...change })),
  );
}

describe('an existing backup', () => {
  test('does not open with another key file, and both fingerprints are named', async () => {
    const store = emptyStore();
    const [ours, theirs] = [newKey(), newKey()];
    const { keyId } = await ensure(store, ours);
    const [right, wrong] = [ours, theirs].map(({ file }) => readKeyFile(file).fingerprint);
    await expect(openContentKey(store, keyId, theirs)).rejects.toMatchObject({
      kind: 'KeyWrong',
      message: `the key file ${theirs.file} is ${wrong}, the backup needs ${right}`,
      hint: expect.stringContaining('FIREDRILL_KEY_FILE'),
    });
  });

  test('does not open without a key file', async () => {
    const store = emptyStore();
    const paths = newKey();
    const { keyId } = await ensure(store, paths);
    rmSync(paths.file);
    await expect(openContentKey(store, keyId, paths)).rejects.toMatchObject({
      kind: 'KeyMissing',
      message: expect.stringContaining(paths.file),
    });
  });

  test('does not open where the wrapped key is gone', async () => {
    const store = emptyStore();
    const paths = newKey();
    const { keyId } = await ensure(store, paths);
    await store.remove(`keys/${keyId}.json`);
    await expect(openContentKey(store, keyId, paths)).rejects.toMatchObject({
      kind: 'KeyMissing',
      message: `${store.description} has no key ${keyId}`,
      hint: 'copy keys/ from another copy of this repository',
    });
  });

  test.each([
    ['is of an unknown format', { format: 2 }],
    ['has no wrapping', { wrappings: [] }],
    ['has a wrapping without a nonce', { wrappings: [{ by: 'local', fingerprint: 'x', algorithm: 'AES-256-GCM' }] }],
    ['says that it is another one', { keyId: 'ffffffff-0000000000000000' }],
  ])('does not open with a wrapped key that %s', async (_, change) => {
    const store = emptyStore();
    const paths = newKey();
    const { keyId } = await ensure(store, paths);
    await edit(store, keyId, change);
    const refusal = { kind: 'KeyWrong', message: expect.stringContaining(`keys/${keyId}.json`) };
    await expect(openContentKey(store, keyId, paths)).rejects.toMatchObject(refusal);
    await expect(ensure(store, paths)).rejects.toMatchObject(refusal);
  });

  test('does not open with the wrapped key of another repository under its name', async () => {
    const [store, other] = [emptyStore(), emptyStore()];
    const paths = newKey();
    const { keyId } = await ensure(store, paths);
    const foreign = await ensure(other, paths, 'ffffffff-7d0a-4c4e-9b52-3f1d2a6c8e90');
    await edit(store, keyId, { ...(await stored(other, foreign.keyId)), keyId });
    await expect(openContentKey(store, keyId, paths)).rejects.toMatchObject({ kind: 'KeyWrong' });
  });
});
