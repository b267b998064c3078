import { stringify } from 'yaml';
import { SCHEMA_FILE } from './json-schema.ts';
import type { Written } from './written.ts';

/** What `init` knows when it writes. */
export interface StarterFacts {
  readonly target: string;
  readonly keyFile: string;
  /** Folder of the directory repository. */
  readonly repository: string;
  /** Keys of the target's `postgres`; default: the URL in DATABASE_URL. */
  readonly postgres?: { readonly [key: string]: string };
  /** Whether the target is allowed to be reached as it is, by a connection that nobody verifies. */
  readonly allowInsecure?: boolean;
  /** A server for restore tests, in place of a cluster on the worker's host. */
  readonly staging?: { readonly url: string; readonly allowInsecure?: boolean };
  /** A second repository in a bucket. */
  readonly bucket?: NonNullable<Written['repositories']>[string];
}

/** The commented configuration that `init` writes. Loads as it stands once DATABASE_URL is set. */
export function starterConfiguration(facts: StarterFacts): string {
  const {
    target,
    keyFile,
    repository,
    postgres = { url: 'env:DATABASE_URL' },
    bucket,
    allowInsecure = false,
    staging,
  } = facts;
  return `# yaml-language-server: $schema=./${SCHEMA_FILE}
# What is backed up, by which rules, and where it goes. Check it: firedrill config validate
version: 1

targets:
  ${scalar(target)}:
    postgres:
      # postgres://user:password@host:5432/database, read where the worker runs. Secrets are never written here:
      # env:NAME and file:/path refer to them. Every libpq keyword (host, sslmode, service, …) may stand here, too.
      ${block(postgres, 6)}
${allowInsecure ? ALLOWED : ''}    policy: standard

policies:
  standard:
    objectives:
      rto: 1h # longest acceptable time to restore
      rpo: 26h # longest acceptable loss, in time: a daily backup plus its run
    # The first is the primary one; add a second on another machine or in a bucket.
    repositories: ${bucket === undefined ? '[local]' : '[local, bucket]'}
    # full: every row is fingerprinted at the moment of the dump; counts: rows are counted; off: neither
    proof: full
    checks:
      # pg_amcheck on the restored database, where its extension is installed
      indexes: available
      # Your own questions to the restored database:
      # sql:
      #   - name: there are customers
      #     query: SELECT count(*) FROM customer
      #     atLeast: 1
    keys:
      # Without this file no backup opens: keep a copy where a loss of this machine does not reach it.
      file: ${scalar(keyFile)}
      # A public RSA key whose private half is kept offline opens every backup, too:
      # offlinePublicKey: offline.pub.pem

repositories:
  local:
    kind: directory
    path: ${scalar(repository)}
${bucket === undefined ? BUCKET_EXAMPLE : `  bucket:\n    ${block(bucket, 4)}`}
${staging === undefined ? '' : `\nsandboxes:\n  # A scratch database of its own there for each restore test; docs/sandboxes.md has the role.\n  staging:\n    ${block({ kind: 'server', ...staging }, 4)}\n`}`;
}

const ALLOWED = `    # Nobody makes sure that it is the right server: give sslmode: verify-full and sslrootcert, and remove this line.
    allowInsecure: true
`;

const BUCKET_EXAMPLE = `  # bucket:
  #   kind: s3
  #   bucket: my-backups
  #   region: eu-central-1
  #   prefix: firedrill`;

/** A value as YAML writes it, quoted where it has to be. */
function scalar(value: unknown): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** Keys below one another, from the second line on indented by so many blanks. */
function block(keys: object, indent: number): string {
  return scalar(keys).replaceAll('\n', `\n${' '.repeat(indent)}`);
}
