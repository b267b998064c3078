import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import type { Artifact, ArtifactRole, SealedManifest } from '../../domain/manifest.ts';
import type { FetchPlan } from '../../domain/plan.ts';
import type { Proof } from '../../domain/proof.ts';
import type { SourceFacts } from '../../domain/source.ts';
import { configuredPolicy, configuredRepository } from '../configured.ts';
import type { RepositoryDeps } from '../deps.ts';
import { type ContentKey, decryption } from '../keys/cipher.ts';
import { openContentKey } from '../keys/content-key.ts';
import { contextOf } from '../keys/sealed-manifest.ts';
import { type Flow, runFlow } from '../lib/pipeline.ts';
import { ProcessFailed } from '../lib/processes.ts';
import { decompress, zstdProgram } from '../postgres/dump-commands.ts';
import { decodeManifest } from '../repository/manifest-codec.ts';
import { openStore } from '../repository/open-store.ts';
import type { TestFolder } from '../sandbox/folder.ts';

/** Name of the fetched manifest in a test's folder. */
export const FETCHED_MANIFEST = 'manifest.json';

/** A backup whose artifacts lie, encrypted, on this host. */
export interface FetchedBackup {
  readonly manifest: SealedManifest;
  readonly key: ContentKey;
  readonly zstd: string;
  readonly folder: TestFolder;
}

/** The backup that was fetched into a folder. Throws SandboxLost where it is not there, key failures. */
export async function openFetched(plan: FetchPlan, folder: TestFolder, deps: RepositoryDeps): Promise<FetchedBackup> {
  const stored = await readFile(join(folder.path, FETCHED_MANIFEST)).catch((cause: unknown) => {
    throw new Failure('SandboxLost', `nothing was fetched into ${folder.path}`, { cause });
  });
  const manifest = decodeManifest(stored, plan);
  if (manifest === undefined)
    throw new Failure('ManifestDamaged', `the fetched manifest of ${plan.backupId} is damaged`);
  const store = openStore(configuredRepository(deps.configuration, plan.repository), deps.readSecret);
  const key = await openContentKey(
    store,
    manifest.encryption.keyId,
    configuredPolicy(deps.configuration, plan.policy).keys,
  );
  return { manifest, key, zstd: await zstdProgram(), folder };
}

/** The artifacts of a role, in the order of restoring. */
export function artifactsOf({ manifest }: FetchedBackup, role: ArtifactRole): readonly Artifact[] {
  return manifest.artifacts
    .filter(artifact => artifact.role === role)
    .toSorted((a, b) => a.restoreOrder - b.restoreOrder);
}

/**
 * Decrypts and decompresses an artifact and hands its content to programs or a sink.
 * @throws Failure ArtifactDamaged for anything that does not decrypt or decompress; the programs' own failures.
 */
export async function openArtifact(
  backup: FetchedBackup,
  artifact: Artifact,
  to: Pick<Flow, 'programs' | 'transforms' | 'sink'>,
  signal: AbortSignal,
): Promise<void> {
  const { manifest, key, folder, zstd } = backup;
  const decrypted = decryption(key, contextOf(manifest, artifact));
  try {
    await runFlow(
      {
        source: encrypted(folder, artifact),
        inbound: [decrypted],
        programs: [decompress(zstd), ...to.programs],
        transforms: to.transforms,
        sink: to.sink,
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure || (error instanceof ProcessFailed && error.program !== 'zstd')) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error;
    throw new Failure(
      'ArtifactDamaged',
      `the artifact ${artifact.name} of ${manifest.backupId} does not open: ${messageOf(error)}`,
      {
        cause: error,
        hint: 'restore from another copy or an older backup',
      },
    );
  }
}

function encrypted(folder: TestFolder, artifact: Artifact): Readable {
  return createReadStream(join(folder.fetched, artifact.object), { highWaterMark: 1_048_576 });
}

/** The proof of a fetched backup. */
export function readProof(backup: FetchedBackup, signal: AbortSignal): Promise<Proof> {
  return readJson(backup, 'proof', z.custom<Proof>(isObject), signal);
}

/** What the source's server and database were like. */
export function readSource(backup: FetchedBackup, signal: AbortSignal): Promise<SourceFacts> {
  return readJson(backup, 'source', z.custom<SourceFacts>(isObject), signal);
}

/** Authenticated by its encryption, so its shape is that of the version that wrote it. */
async function readJson<T>(
  backup: FetchedBackup,
  role: ArtifactRole,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  return schema.parse(JSON.parse(await readText(backup, role, signal)));
}

/** The whole content of an artifact that is small, such as the globals. Throws as `openArtifact`, and ManifestDamaged. */
export async function readText(backup: FetchedBackup, role: ArtifactRole, signal: AbortSignal): Promise<string> {
  const artifact = artifactsOf(backup, role)[0];
  if (artifact === undefined)
    throw new Failure('ManifestDamaged', `${backup.manifest.backupId} has no artifact with the role ${role}`);
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await openArtifact(backup, artifact, { programs: [], transforms: [], sink }, signal);
  return Buffer.concat(chunks).toString('utf8');
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
