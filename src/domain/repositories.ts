import type { SecretReference } from './secrets.ts';
import type { MinTls } from './transport.ts';

/** A folder on a file system this host can reach. */
export interface DirectoryRepository {
  readonly kind: 'directory';
  readonly name: string;
  readonly path: string;
}

/** A bucket and prefix of an S3 store. */
export interface S3Repository {
  readonly kind: 's3';
  readonly name: string;
  readonly bucket: string;
  /** Without slashes at its ends; empty for the whole bucket. */
  readonly prefix: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly pathStyle: boolean;
  /** Whether its endpoint may be plain http beyond this machine. Absent: no. */
  readonly allowInsecure?: boolean;
  /** Absent: 1.2. */
  readonly minTls?: MinTls;
  readonly storageClass?: string;
  readonly serverSideEncryption?: { readonly algorithm: 'AES256' | 'aws:kms'; readonly kmsKeyId?: string };
  /** Absent: the AWS chain (environment, shared files, container or instance role). */
  readonly credentials?: {
    readonly accessKeyId: SecretReference;
    readonly secretAccessKey: SecretReference;
    readonly sessionToken?: SecretReference;
  };
}

/** Where artifacts live. */
export type Repository = DirectoryRepository | S3Repository;

/** A repository as people name it: a path, or `s3://bucket/prefix`. */
export function describeRepository(repository: Repository): string {
  if (repository.kind === 'directory') return repository.path;
  return `s3://${[repository.bucket, repository.prefix].filter(part => part !== '').join('/')}`;
}
