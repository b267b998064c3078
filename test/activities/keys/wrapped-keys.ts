import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureContentKey } from '../../../src/activities/keys/content-key.ts';
import { createKeyFile } from '../../../src/activities/keys/key-file.ts';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import type { ObjectStore } from '../../../src/activities/repository/object-store.ts';
import type { KeyPaths } from '../../../src/domain/policies.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const NOW = new Date('2026-11-21T02:00:00Z');
const REPOSITORY_ID = '0b9f2c1e-7d0a-4c4e-9b52-3f1d2a6c8e90';

export const emptyStore = () => directoryStore(join(temporaryFolder(), 'repository'));

/** A new key file, as a policy names it. */
export function newKey(): KeyPaths {
  const file = join(temporaryFolder(), 'key');
  createKeyFile(file);
  return { file, createMissing: false };
}

/** The file of a new offline public key. */
export function newOfflineKey(): string {
  const file = join(temporaryFolder(), 'offline.pub.pem');
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
  return file;
}

export const ensure = (store: ObjectStore, paths: KeyPaths, repositoryId = REPOSITORY_ID) =>
  ensureContentKey(store, repositoryId, paths, NOW);

/** The wrapped key as it lies in the repository. */
export async function stored(store: ObjectStore, keyId: string) {
  return JSON.parse(String(await store.get(`keys/${keyId}.json`)));
}
