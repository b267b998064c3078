import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { Failure } from '../../domain/failures.ts';
import type { Artifact, ArtifactRole, SealedManifest } from '../../domain/manifest.ts';
import { type ContentKey, decryption } from '../keys/cipher.ts';
import { contextOf, type OpenedManifest } from '../keys/sealed-manifest.ts';
import { artifactKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { openParts } from '../verify/stored-parts.ts';

/**
 * The content of an encrypted artifact, decrypted frame by authentic frame and decompressed in this process. Whoever needs its
 * beginning only may destroy the stream, and nothing more is read.
 */
export function clearArtifact(
  encrypted: Readable,
  { manifest, key }: { readonly manifest: SealedManifest; readonly key: ContentKey },
  artifact: Artifact,
): Readable {
  const out = new PassThrough({ highWaterMark: 1_048_576 });
  // The stream that is handed out fails with the cause of whatever fails before it.
  pipeline(encrypted, decryption(key, contextOf(manifest, artifact)), createZstdDecompress(), out, () => undefined);
  return out;
}

/** The same of an artifact as it lies in a repository. */
export function clearStored(
  store: ObjectStore,
  opened: OpenedManifest,
  artifact: Artifact,
  signal: AbortSignal,
): Readable {
  const { manifest } = opened;
  const key = artifactKey(manifest.target, manifest.backupId, artifact.object);
  return clearArtifact(openParts({ store, key, artifact }, signal), opened, artifact);
}

/** The artifact of a role of which a backup has one. Throws ManifestDamaged. */
export function onlyArtifact({ artifacts, backupId }: SealedManifest, role: ArtifactRole): Artifact {
  const found = artifacts.find(artifact => artifact.role === role);
  if (found !== undefined) return found;
  throw new Failure('ManifestDamaged', `${backupId} has no artifact with the role ${role}`);
}
