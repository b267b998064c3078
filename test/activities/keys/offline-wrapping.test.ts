import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unwrapOffline } from '../../../src/activities/keys/wrapping.ts';
import type { KeyPaths } from '../../../src/domain/policies.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { emptyStore, ensure, newKey, stored } from './wrapped-keys.ts';

describe('a policy with an offline key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });

  function withOfflineKey(paths: KeyPaths): KeyPaths {
    const offlinePublicKey = join(temporaryFolder(), 'offline.pub.pem');
    writeFileSync(offlinePublicKey, publicKey.export({ type: 'spki', format: 'pem' }));
    return { ...paths, offlinePublicKey };
  }

  test('has a content key that the offline private key opens alone', async () => {
    const store = emptyStore();
    const { keyId, bytes } = await ensure(store, withOfflineKey(newKey()));
    const { wrappings } = await stored(store, keyId);
    expect(wrappings.map(({ by }: { by: string }) => by)).toEqual(['local', 'offline-rsa']);
    expect(unwrapOffline(wrappings[1], privateKey)).toEqual(bytes);
  });

  test('adds the wrapping to a content key that was made without, once', async () => {
    const store = emptyStore();
    const paths = newKey();
    const made = await ensure(store, paths);
    const [local] = (await stored(store, made.keyId)).wrappings;
    expect(await ensure(store, withOfflineKey(paths))).toEqual(made);
    expect(await ensure(store, withOfflineKey(paths))).toEqual(made);
    const { wrappings } = await stored(store, made.keyId);
    expect(wrappings).toHaveLength(2);
    expect(wrappings[0]).toEqual(local);
    expect(unwrapOffline(wrappings[1], privateKey)).toEqual(made.bytes);
  });

  test('makes no content key where the offline key cannot be read', async () => {
    const store = emptyStore();
    const paths = { ...newKey(), offlinePublicKey: join(temporaryFolder(), 'missing.pem') };
    await expect(ensure(store, paths)).rejects.toMatchObject({ kind: 'ConfigurationInvalid' });
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
  });
});
