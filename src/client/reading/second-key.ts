import { readWrappedKey } from '../../activities/keys/content-key.ts';
import { checkKeyCopy } from '../../activities/keys/key-copy.ts';
import type { ObjectStore } from '../../activities/repository/object-store.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import { lackOfSecondKey } from '../../domain/second-key.ts';

/**
 * Why one lost file would close a content key for ever; undefined where something else opens it. A key that is gone from the
 * repository is not judged here: `verify` and `doctor` tell of it. Throws the store's failures, and KeyWrong.
 */
export async function readKeyLack(store: ObjectStore, keyId: string, keys: KeyPaths): Promise<string | undefined> {
  const wrapped = await readWrappedKey(store, keyId);
  if (wrapped === undefined) return undefined;
  const { wrappings } = wrapped;
  const fingerprints = wrappings.map(({ fingerprint }) => fingerprint);
  return lackOfSecondKey({ wrappings, copy: checkKeyCopy(keys, fingerprints) });
}
