import type { ArtifactName, TargetName } from './names.ts';
import type { ProofMode } from './policies.ts';
import type { BackupId } from './runs.ts';

/** The part an artifact plays when a backup is restored. */
export type ArtifactRole =
  /** The pg_dump archive of everything that no other archive carries; it alone has the schema. */
  | 'archive'
  /** A data-only pg_dump archive of some large tables, taken under the same snapshot. */
  | 'table-data'
  /** SQL of roles, memberships, role settings and tablespaces, as pg_dumpall writes it. */
  | 'globals'
  /** JSON about the server and database, read under the snapshot. */
  | 'source'
  /** JSON of counts and fingerprints, read under the snapshot. */
  | 'proof';

/** One stored object. Bytes: content, zstd, AWS Encryption SDK message, in this order; hashes are lower-case hex SHA-256. */
export interface Artifact {
  readonly name: ArtifactName;
  readonly role: ArtifactRole;
  /** Artifacts of one number may be restored side by side; lower numbers first. */
  readonly restoreOrder: number;
  /** File name inside the backup's folder. */
  readonly object: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Every part but the last has this size. */
  readonly partSizeBytes: number;
  /** SHA-256 of each part, in order. */
  readonly parts: readonly string[];
  /** Size of the encryption's plaintext, the zstd stream; every frame of the message authenticates its own. */
  readonly compressedBytes: number;
}

/** What the manifest says about content; the table by table part is the artifact with the role `proof`. */
export interface ProofSummary {
  readonly recipe: string;
  readonly mode: ProofMode;
  readonly tables: number;
  readonly rows: number;
  readonly largeObjects: number;
  readonly sequences: number;
  /** How many objects have no proof; each is named, with its reason, in the proof artifact. */
  readonly notProven: number;
}

/** What can be known of the server that a backup needs without a key. */
export interface NewServer {
  readonly fullVersion: string;
  readonly architecture: string | null;
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  /** `c` libc, `i` ICU, `b` builtin. */
  readonly localeProvider: string;
  readonly locale: string | null;
  readonly collationVersion: string | null;
  readonly extensions: readonly { readonly name: string; readonly version: string }[];
}

/** The JSON record that makes a set of artifacts a backup. Written last, once, and sealed with the content key. */
export interface Manifest {
  readonly format: 1;
  readonly kind: 'logical';
  readonly backupId: BackupId;
  readonly target: TargetName;
  readonly run: { readonly runId: string; readonly workflowId: string; readonly firstExecutionRunId: string };
  /** The source server's clock at the snapshot: the moment the data are of. Age and RPO count from here. */
  readonly takenAt: string;
  readonly startedAt: string;
  readonly committedAt: string;
  readonly source: {
    readonly database: string;
    readonly serverVersion: string;
    readonly serverMajor: number;
    readonly systemIdentifier: string;
    readonly databaseSizeBytes: number;
    /** What a new server must have to take the backup; its settings are in the artifact `source`. Absent in older backups. */
    readonly newServer?: NewServer;
  };
  readonly tools: { readonly [program: string]: string };
  readonly policy: { readonly name: string; readonly digest: string };
  readonly encryption: {
    /** Name of the wrapped content key under `keys/`. */
    readonly keyId: string;
    /** Id of the repository the artifacts were encrypted for; copies elsewhere keep it. */
    readonly repositoryId: string;
    readonly algorithm: string;
  };
  readonly proof: ProofSummary;
  readonly artifacts: readonly Artifact[];
  readonly warnings: readonly string[];
  /** What the role of the backup has no right to, and a restore cannot bring back, one sentence each. Absent in older backups. */
  readonly notCovered?: readonly string[];
}

/** The major of the pg_dump that wrote the archives of a backup; an older pg_restore does not know their format. */
export function archiveMajor({ tools, source }: Pick<Manifest, 'tools' | 'source'>): number {
  return Number.parseInt(tools['pg_dump'] ?? '', 10) || source.serverMajor;
}

/** HMAC-SHA-256 over the RFC 8785 form of the manifest without this field. */
export interface Seal {
  readonly algorithm: 'HMAC-SHA256';
  readonly keyId: string;
  readonly value: string;
}

export interface SealedManifest extends Manifest {
  readonly seal: Seal;
}

/** Bytes that a backup takes in one repository, without its manifest. */
export function storedSizeBytes(manifest: Pick<Manifest, 'artifacts'>): number {
  return manifest.artifacts.reduce((sum, artifact) => sum + artifact.sizeBytes, 0);
}

/** The size of part `index` (from 0) of an artifact. */
export function partSizeOf(artifact: Pick<Artifact, 'sizeBytes' | 'partSizeBytes' | 'parts'>, index: number): number {
  const last = artifact.parts.length - 1;
  return index < last ? artifact.partSizeBytes : artifact.sizeBytes - last * artifact.partSizeBytes;
}

/** Where part `index` (from 0) lies in the stored object. */
export function partRange(
  artifact: Pick<Artifact, 'sizeBytes' | 'partSizeBytes' | 'parts'>,
  index: number,
): { readonly offset: number; readonly sizeBytes: number } {
  return { offset: index * artifact.partSizeBytes, sizeBytes: partSizeOf(artifact, index) };
}

/** Part `index` (from 0) as people find it: `part 2 of 5 (bytes 8388608 to 16777215)`. */
export function describePart(artifact: Pick<Artifact, 'sizeBytes' | 'partSizeBytes' | 'parts'>, index: number): string {
  const { offset, sizeBytes } = partRange(artifact, index);
  return `part ${index + 1} of ${artifact.parts.length} (bytes ${offset} to ${offset + sizeBytes - 1})`;
}
