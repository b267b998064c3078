import { createHash } from 'node:crypto';
import { execa } from 'execa';
import type { ContentKey, EncryptionContext } from '../../../src/activities/keys/cipher.ts';
import { zstdProgram } from '../../../src/activities/postgres/dump-commands.ts';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { artifactKey } from '../../../src/activities/repository/layout.ts';
import type { ObjectStore } from '../../../src/activities/repository/object-store.ts';
import type { ReadingTools } from '../../../src/activities/verify/artifact-pass.ts';
import type { StoredArtifact } from '../../../src/activities/verify/stored-parts.ts';
import type { Artifact, ArtifactRole } from '../../../src/domain/manifest.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { encrypt, KEY } from '../keys/message.ts';
import { BACKUP, manifestOf, sealedManifestOf } from '../repository/backup.ts';
import { never } from '../repository/contract/open-store.ts';

const [TEMPLATE] = manifestOf().artifacts;

/** What a test wants different from an artifact as a backup stores it. */
export interface Otherwise {
  readonly role?: ArtifactRole;
  /** Stored in place of the compressed content. */
  readonly clear?: Buffer;
  readonly key?: ContentKey;
  readonly context?: EncryptionContext;
  /** Does something to the stored bytes; the manifest has the hashes of those before. */
  readonly harm?: (stored: Buffer) => void;
  readonly compressedBytes?: number;
  readonly tools?: Partial<ReadingTools>;
}

/** An artifact in a directory repository, in parts of 1,000 bytes, and what it takes to read it. */
export async function storedArtifact(
  content: Buffer,
  otherwise: Otherwise = {},
): Promise<{ stored: StoredArtifact; tools: ReadingTools; store: ObjectStore }> {
  if (TEMPLATE === undefined) throw new TypeError('a backup has artifacts');
  const zstd = await zstdProgram();
  const compressed = await execa(zstd, ['-q', '-c'], { input: content, encoding: 'buffer' });
  const clear = otherwise.clear ?? Buffer.from(compressed.stdout);
  const message = await encrypt(clear, otherwise.key, otherwise.context);
  const partSizeBytes = 1_000;
  const artifact: Artifact = {
    ...TEMPLATE,
    role: otherwise.role ?? 'source',
    sizeBytes: message.length,
    sha256: hash(message),
    partSizeBytes,
    parts: Array.from({ length: Math.ceil(message.length / partSizeBytes) }, (_, index) =>
      hash(message.subarray(index * partSizeBytes, (index + 1) * partSizeBytes)),
    ),
    compressedBytes: otherwise.compressedBytes ?? clear.length,
  };
  otherwise.harm?.(message);
  const store = directoryStore(temporaryFolder());
  const key = artifactKey(BACKUP.target, BACKUP.backupId, artifact.object);
  await store.putIfAbsent(key, message);
  const opened = { manifest: sealedManifestOf({ artifacts: [artifact] }), key: KEY };
  const tools = { opened, zstd, reader: undefined, signal: never, onBytes: () => undefined, ...otherwise.tools };
  return { stored: { store, key, artifact }, tools, store };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
