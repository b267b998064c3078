import { sealManifest } from '../../../src/activities/keys/seal.ts';
import type { Manifest, SealedManifest } from '../../../src/domain/manifest.ts';
import { isArtifactName, isTargetName } from '../../../src/domain/names.ts';
import { isBackupId } from '../../../src/domain/runs.ts';

/** `text`, if it is what `is` asks for. */
function checked<T extends string>(text: string, is: (text: string) => text is T): T {
  if (!is(text)) throw new TypeError(`${text} is not a name of its kind`);
  return text;
}

export const BACKUP = {
  target: checked('orders', isTargetName),
  backupId: checked('20261121T020000Z-logical-89abcdef', isBackupId),
};

export const backupId = (text: string) => checked(text, isBackupId);

/** A backup as a run would commit it, in every field. */
export function manifestOf(changed: Partial<Manifest> = {}): Manifest {
  return {
    format: 1,
    kind: 'logical',
    ...BACKUP,
    run: { runId: '20261121T020000Z-backup-orders-89abcdef', workflowId: 'backup:orders', firstExecutionRunId: 'f-1' },
    takenAt: '2026-11-21T02:00:01.000Z',
    startedAt: '2026-11-21T02:00:00.000Z',
    committedAt: '2026-11-21T02:05:00.000Z',
    source: {
      database: 'orders',
      serverVersion: '16.9',
      serverMajor: 16,
      systemIdentifier: '7400000000000000000',
      databaseSizeBytes: 8_000_000,
    },
    tools: { pg_dump: '16.9', zstd: '1.5.7' },
    policy: { name: 'default', digest: 'a'.repeat(64) },
    encryption: {
      keyId: '0b9f2c1e-4f2e9a7c01d3b5e6',
      repositoryId: '0b9f2c1e-7d0a-4c4e-9b52-3f1d2a6c8e90',
      algorithm: 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY',
    },
    proof: {
      recipe: 'record-64.1',
      mode: 'full',
      tables: 11,
      rows: 15_607,
      largeObjects: 0,
      sequences: 0,
      notProven: 0,
    },
    artifacts: [
      {
        name: checked('main', isArtifactName),
        role: 'archive',
        restoreOrder: 1,
        object: 'main-01234567.pgdump.zst.enc',
        sizeBytes: 2_500,
        sha256: 'b'.repeat(64),
        partSizeBytes: 1_000,
        parts: ['c'.repeat(64), 'd'.repeat(64), 'e'.repeat(64)],
        compressedBytes: 2_000,
      },
    ],
    warnings: ['a table has no primary key'],
    ...changed,
  };
}

export const CONTENT_KEY = { keyId: '0b9f2c1e-4f2e9a7c01d3b5e6', bytes: Buffer.alloc(32, 7) };

export function sealedManifestOf(changed: Partial<Manifest> = {}): SealedManifest {
  return sealManifest(manifestOf(changed), CONTENT_KEY);
}
