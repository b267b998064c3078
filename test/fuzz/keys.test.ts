import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyContentKey, openContentKey } from '../../src/activities/keys/content-key.ts';
import { readKeyFile } from '../../src/activities/keys/key-file.ts';
import { directoryStore } from '../../src/activities/repository/directory/directory-store.ts';
import { encodeJson } from '../../src/activities/repository/json-object.ts';
import { Failure } from '../../src/domain/failures.ts';
import { ensure, newKey, newOfflineKey, stored } from '../activities/keys/wrapped-keys.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { tryCases } from './cases.ts';
import { mutateJson } from './json-mutations.ts';
import { mutateBytes } from './mutations.ts';
import type { Chances } from './random.ts';

/** A repository with a content key, wrapped twice, and the file that it lies in. */
async function repository() {
  const folder = temporaryFolder();
  const store = directoryStore(folder);
  const keys = { ...newKey(), offlinePublicKey: newOfflineKey() };
  const key = await ensure(store, keys);
  return { store, keys, key, file: join(folder, 'keys', `${key.keyId}.json`) };
}

const fingerprintsOf = (wrappings: readonly { fingerprint: string }[]) =>
  wrappings.map(({ fingerprint }) => fingerprint);

const isKeyFailure = (error: unknown) => error instanceof Failure && ['KeyWrong', 'KeyMissing'].includes(error.kind);

test('a key file with wrong bytes in it is refused, or is another key by its fingerprint', async () => {
  const { file } = newKey();
  const right = readKeyFile(file);
  const bytes = readFileSync(file);
  await tryCases(1_500, chances => {
    writeFileSync(file, mutateBytes(bytes, chances));
    try {
      const found = readKeyFile(file);
      expect(found.bytes).toHaveLength(32);
      expect(found.fingerprint === right.fingerprint).toBe(found.bytes.equals(right.bytes));
    } catch (error) {
      expect(error).toSatisfy(isKeyFailure);
    }
  });
});

test.each([
  ['bytes', 800, (wrapped: object, chances: Chances) => mutateBytes(encodeJson(wrapped), chances)],
  ['values', 1_200, (wrapped: object, chances: Chances) => encodeJson(mutateJson(wrapped, chances))],
])('a wrapped key with wrong %s in it opens as it was, or not at all', async (_, count, mutate) => {
  const { store, keys, key, file } = await repository();
  const wrapped = await stored(store, key.keyId);
  await tryCases(count, async chances => {
    writeFileSync(file, mutate(wrapped, chances));
    try {
      expect((await openContentKey(store, key.keyId, keys)).bytes.equals(key.bytes)).toBe(true);
    } catch (error) {
      expect(error).toSatisfy(isKeyFailure);
    }
  });
});

test('a damaged copy of a wrapped key is refused, or gets every wrapping of the one it is copied from', async () => {
  const { store, key } = await repository();
  const wrapped = await stored(store, key.keyId);
  const folder = temporaryFolder();
  const other = directoryStore(folder);
  mkdirSync(join(folder, 'keys'), { recursive: true });
  await tryCases(200, async chances => {
    writeFileSync(join(folder, 'keys', `${key.keyId}.json`), encodeJson(mutateJson(wrapped, chances)));
    const failure = await copyContentKey(store, other, key.keyId).catch((error: unknown) => error);
    if (failure !== undefined) return expect(failure).toSatisfy(isKeyFailure);
    const { wrappings } = await stored(other, key.keyId);
    return expect(fingerprintsOf(wrappings)).toEqual(expect.arrayContaining(fingerprintsOf(wrapped.wrappings)));
  });
});
