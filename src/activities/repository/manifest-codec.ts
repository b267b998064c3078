import { z } from 'zod';
import type { SealedManifest } from '../../domain/manifest.ts';
import { isArtifactName, isTargetName } from '../../domain/names.ts';
import { isBackupId } from '../../domain/runs.ts';
import { decodeJson } from './json-object.ts';

const bytes = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime();

/** What is unknown stays: the seal is over every field that was stored, also over those of a later release. */
const artifact = z
  .looseObject({
    name: z.string().refine(isArtifactName),
    role: z.enum(['archive', 'table-data', 'globals', 'source', 'proof']),
    restoreOrder: z.int(),
    object: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
    sizeBytes: bytes,
    sha256,
    partSizeBytes: z.int().positive(),
    parts: z.array(sha256).min(1),
    compressedBytes: bytes,
  })
  .refine(({ sizeBytes, partSizeBytes, parts }) => Math.max(1, Math.ceil(sizeBytes / partSizeBytes)) === parts.length);

const newServer = z.looseObject({
  fullVersion: z.string(),
  architecture: z.string().nullable(),
  encoding: z.string(),
  collate: z.string(),
  ctype: z.string(),
  localeProvider: z.string(),
  locale: z.string().nullable(),
  collationVersion: z.string().nullable(),
  extensions: z.array(z.looseObject({ name: z.string(), version: z.string() })),
});

const manifest = z.looseObject({
  format: z.literal(1),
  kind: z.literal('logical'),
  backupId: z.string().refine(isBackupId),
  target: z.string().refine(isTargetName),
  run: z.looseObject({ runId: z.string(), workflowId: z.string(), firstExecutionRunId: z.string() }),
  takenAt: instant,
  startedAt: instant,
  committedAt: instant,
  source: z.looseObject({
    database: z.string(),
    serverVersion: z.string(),
    serverMajor: z.int(),
    systemIdentifier: z.string(),
    databaseSizeBytes: bytes,
    newServer: newServer.optional(),
  }),
  tools: z.record(z.string(), z.string()),
  policy: z.looseObject({ name: z.string(), digest: sha256 }),
  encryption: z.looseObject({ keyId: z.string().regex(/^[0-9a-f-]+$/), repositoryId: z.uuid(), algorithm: z.string() }),
  proof: z.looseObject({
    recipe: z.string(),
    mode: z.enum(['full', 'counts', 'off']),
    tables: z.int(),
    rows: z.int(),
    largeObjects: z.int(),
    sequences: z.int(),
    notProven: z.int(),
  }),
  artifacts: z.array(artifact).min(1),
  warnings: z.array(z.string()),
  notCovered: z.array(z.string()).optional(),
  seal: z.object({ algorithm: z.literal('HMAC-SHA256'), keyId: z.string(), value: sha256 }),
}) satisfies z.ZodType<SealedManifest>;

/**
 * Reads a stored manifest. Undefined for anything that is not one, also where it says to be another backup than the one it
 * lies at; whether it was edited is told by its seal.
 */
export function decodeManifest(
  stored: Uint8Array,
  at: { target: string; backupId: string },
): SealedManifest | undefined {
  const found = decodeJson(stored, manifest);
  return found?.target === at.target && found.backupId === at.backupId ? found : undefined;
}
