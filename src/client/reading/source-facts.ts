import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createZstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { decryption } from '../../activities/keys/cipher.ts';
import { openContentKey } from '../../activities/keys/content-key.ts';
import { contextOf } from '../../activities/keys/sealed-manifest.ts';
import { artifactKey } from '../../activities/repository/layout.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import type { SealedManifest } from '../../domain/manifest.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import type { Repository } from '../../domain/repositories.ts';
import type { SourceFacts } from '../../domain/source.ts';

/**
 * The artifact `source` of a backup, decrypted here.
 * @throws Failure of the key (KeyMissing, KeyWrong, SecretUnavailable), of the store, ArtifactMissing, ArtifactDamaged.
 */
export async function readSourceFacts(
  { secretDefaults }: Configuration,
  repository: Repository,
  manifest: SealedManifest,
  keys: KeyPaths,
): Promise<SourceFacts> {
  const { target, backupId, encryption } = manifest;
  const store = openStore(repository, secretReader(process.env, secretDefaults));
  const key = await openContentKey(store, encryption.keyId, keys);
  const artifact = manifest.artifacts.find(({ role }) => role === 'source');
  const stored = artifact && (await store.get(artifactKey(target, backupId, artifact.object)));
  if (artifact === undefined || stored === undefined)
    throw new Failure('ArtifactMissing', `${backupId} has no artifact source in ${store.description}`);
  try {
    const clear = Readable.from([stored])
      .compose(decryption(key, contextOf(manifest, artifact)))
      .compose(createZstdDecompress());
    return z.custom<SourceFacts>(isObject).parse(JSON.parse(await text(clear)));
  } catch (cause) {
    throw new Failure('ArtifactDamaged', `the artifact source of ${backupId} does not open`, { cause });
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
