import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import { decodeJson, encodeJson } from '../repository/json-object.ts';
import { contentKeyKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import type { ContentKey } from './cipher.ts';
import { type LocalKey, readKeyFile } from './key-file.ts';
import { readOfflinePublicKey, unwrapLocally, type Wrapping, wrapLocally, wrapOffline } from './wrapping.ts';

const wrapping = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('local'),
    fingerprint: z.string(),
    algorithm: z.literal('AES-256-GCM'),
    nonce: z.base64(),
    ciphertext: z.base64(),
    tag: z.base64(),
  }),
  z.object({
    by: z.literal('offline-rsa'),
    fingerprint: z.string(),
    algorithm: z.literal('RSA-OAEP-SHA256'),
    ciphertext: z.base64(),
  }),
]);

const wrappedKey = z.object({
  format: z.literal(1),
  keyId: z.string(),
  createdAt: z.string(),
  wrappings: z.array(wrapping).min(1),
});

/** A content key as it lies in a repository: any of its wrappings opens it. */
export type WrappedKey = z.output<typeof wrappedKey>;

/**
 * The content key that new backups of a repository use, made and wrapped if need be. Its id is made of the repository's id
 * and the local key's fingerprint, so that several workers that make it at once agree, and several local keys keep apart.
 * A wrapping for the offline key is added where the policy names one and the stored key lacks it.
 * @throws Failure KeyMissing, KeyWrong, ConfigurationInvalid (offline key)
 */
export async function ensureContentKey(
  store: ObjectStore,
  repositoryId: string,
  paths: KeyPaths,
  now: Date,
): Promise<ContentKey> {
  const local = readKeyFile(paths.file);
  const keyId = `${repositoryId.slice(0, 8)}-${local.fingerprint}`;
  const found = await readWrappedKey(store, keyId);
  if (found === undefined) {
    const bytes = randomBytes(32);
    const made: WrappedKey = {
      format: 1,
      keyId,
      createdAt: now.toISOString(),
      wrappings: [wrapLocally(bytes, keyId, local), ...offlineWrappings(bytes, paths)],
    };
    if ((await store.putIfAbsent(contentKeyKey(keyId), encodeJson(made))) === 'stored') return { keyId, bytes };
    return ensureContentKey(store, repositoryId, paths, now);
  }
  const bytes = openLocally(found, local, paths.file);
  const missing = offlineWrappings(bytes, paths).filter(({ fingerprint }) =>
    found.wrappings.every(other => other.fingerprint !== fingerprint),
  );
  if (missing.length > 0) {
    await store.replace(contentKeyKey(keyId), encodeJson({ ...found, wrappings: [...found.wrappings, ...missing] }));
  }
  return { keyId, bytes };
}

/**
 * Opens the content key of an existing backup with the local key.
 * @throws Failure KeyMissing where the key file or the wrapped key is gone, KeyWrong where the file is another key.
 */
export async function openContentKey(store: ObjectStore, keyId: string, paths: KeyPaths): Promise<ContentKey> {
  const found = await readWrappedKey(store, keyId);
  if (found === undefined) {
    throw new Failure('KeyMissing', `${store.description} has no key ${keyId}`, {
      hint: 'copy keys/ from another copy of this repository',
    });
  }
  return { keyId, bytes: openLocally(found, readKeyFile(paths.file), paths.file) };
}

/**
 * Gives another copy of a repository the content key that its backups are encrypted with, wrapped as it is, so that each copy can be
 * restored without the others. Wrappings that came later are added to a key that is there already; none is ever taken away.
 * @throws Failure KeyMissing where `from` has lost the key, KeyWrong where one of the two is damaged.
 */
export async function copyContentKey(from: ObjectStore, to: ObjectStore, keyId: string): Promise<void> {
  if (from === to) return;
  const wrapped = await readWrappedKey(from, keyId);
  if (wrapped === undefined) throw new Failure('KeyMissing', `${from.description} has lost its key ${keyId}`);
  if ((await to.putIfAbsent(contentKeyKey(keyId), encodeJson(wrapped))) === 'stored') return;
  const there = (await readWrappedKey(to, keyId))?.wrappings ?? [];
  const missing = wrapped.wrappings.filter(({ fingerprint }) =>
    there.every(other => other.fingerprint !== fingerprint),
  );
  if (missing.length > 0)
    await to.replace(contentKeyKey(keyId), encodeJson({ ...wrapped, wrappings: [...there, ...missing] }));
}

function openLocally(found: WrappedKey, local: LocalKey, file: string): Buffer {
  const locals = found.wrappings.filter(candidate => candidate.by === 'local');
  const ours = locals.find(candidate => candidate.fingerprint === local.fingerprint);
  if (ours === undefined) {
    const wanted = locals.map(candidate => candidate.fingerprint).join(' or ');
    throw new Failure('KeyWrong', `the key file ${file} is ${local.fingerprint}, the backup needs ${wanted}`, {
      hint: 'name the right key file in FIREDRILL_KEY_FILE or in keys.file of the policy',
    });
  }
  return unwrapLocally(ours, found.keyId, local);
}

/** A content key as it lies in a repository, undefined where it has none of this id. Throws KeyWrong where it is damaged. */
export async function readWrappedKey(store: ObjectStore, keyId: string): Promise<WrappedKey | undefined> {
  const bytes = await store.get(contentKeyKey(keyId));
  if (bytes === undefined) return undefined;
  const found = decodeJson(bytes, wrappedKey);
  if (found === undefined || found.keyId !== keyId)
    throw new Failure('KeyWrong', `${contentKeyKey(keyId)} in ${store.description} is damaged`);
  return found;
}

function offlineWrappings(bytes: Buffer, paths: KeyPaths): readonly Wrapping[] {
  if (paths.offlinePublicKey === undefined) return [];
  return [wrapOffline(bytes, readOfflinePublicKey(paths.offlinePublicKey))];
}
