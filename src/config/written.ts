import { z } from 'zod';
import { isTargetName, NAME_RULE } from '../domain/names.ts';
import { parseSecretReference } from '../domain/secrets.ts';
import { parseSize } from '../domain/sizes.ts';
import { readConnectionString } from './connection-string.ts';
import { LIBPQ_KEYWORDS, type LibpqKeyword } from './libpq-keywords.ts';
import { isMemoryLimit } from './limits.ts';
import { checks } from './written-checks.ts';
import { dump } from './written-dump.ts';
import { duration, limit, path } from './written-values.ts';

const size = z
  .string({ error: 'write a size with its unit, such as 64MiB or 2GB' })
  .refine(text => parseSize(text) !== undefined, 'write a size with its unit, such as 64MiB or 2GB')
  .meta({ pattern: '^\\d+(\\.\\d+)? ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$', examples: ['64MiB', '2GB'] });

const memory = size.refine(isMemoryLimit, 'write a size from 16MiB to 4TiB');

const secret = z
  .string({ error: 'write a reference, env:NAME or file:/path' })
  .regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'a secret is never written here: write env:NAME or file:/path')
  .describe('Where the secret is found: env:NAME or file:/path');

const name = z.string().refine((text): boolean => isTargetName(text), `a name is made of ${NAME_RULE}`);

/** Keywords that people write under their own names: `database` is libpq's `dbname`; the password is a reference. */
const keywordValue = z.union([z.string(), z.number()], 'write a text or a number').optional();
const keywords = Object.fromEntries(LIBPQ_KEYWORDS.map(keyword => [keyword, keywordValue])) as Record<
  LibpqKeyword,
  typeof keywordValue
>;

const postgresTarget = z
  .strictObject({
    url: z
      .string()
      .superRefine((text, context) => {
        const message = mistakeOfUrl(text);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .optional()
      .describe('postgres://user@host/database, or env:NAME or file:/path where the URL holds a password'),
    database: z.string().min(1).optional().describe('Database name'),
    password: secret.optional(),
    ...keywords,
  })
  .describe('How the database is reached. Every libpq connection keyword may stand here under its own name.');

const allowInsecure = z
  .boolean()
  .optional()
  .describe('Whether it may be reached in a way that somebody in between could listen to, or take its place');

const target = z.strictObject({
  postgres: postgresTarget,
  allowInsecure,
  policy: z.string().optional().describe('Name of the policy that holds; may be left out where there is one only'),
});

const policy = z.strictObject({
  objectives: z
    .strictObject({
      rto: duration.optional().describe('Longest acceptable time to restore'),
      rpo: duration.optional().describe('Longest acceptable loss of data, in time'),
    })
    .prefault({}),
  repositories: z.array(z.string()).min(1, 'name at least one repository').optional().describe('The primary one first'),
  proof: z.enum(['full', 'counts', 'off']).default('full').describe('What is proven at the moment of the dump'),
  staging: z
    .enum(['spool', 'stream'])
    .default('spool')
    .describe(
      'spool: encrypted files on the host first; stream: straight into the repositories, with no disk and no going on',
    ),
  dump,
  checks,
  keys: z
    .strictObject({
      file: path
        .optional()
        .describe('The local key file; default: FIREDRILL_KEY_FILE, else firedrill/key in the configuration folder'),
      offlinePublicKey: path.optional().describe('PEM file of an RSA public key whose private half is kept elsewhere'),
      copy: path.optional().describe('A copy of the key file on another file system; doctor and status check it'),
    })
    .prefault({}),
  sandbox: z.string().optional().describe('Name of the sandbox of its restore tests'),
  onFailure: z
    .enum(['destroy', 'keep'])
    .default('destroy')
    .describe('What becomes of the sandbox of a restore test that did not pass; `keep` leaves it up for keepFor'),
  keepFor: limit.default('2h').describe('How long a kept sandbox stays up before it is destroyed'),
});

const directoryRepository = z.strictObject({ kind: z.literal('directory'), path });

const s3Repository = z.strictObject({
  kind: z.literal('s3'),
  bucket: z.string().min(3, 'a bucket name has three characters at least'),
  prefix: z
    .string()
    .regex(/^(?!\/)(?!.*\/$)(?!.*(^|\/)\.\.?(\/|$)).*$/, 'a prefix has no slash at its ends and no "." or ".." in it')
    .default(''),
  region: z.string().default('us-east-1'),
  endpoint: z
    .url({ protocol: /^https?$/, error: 'write an http or https address' })
    .refine(text => !/^https?:\/\/[^/]*@/.test(text), 'credentials are never written here: see credentials')
    .optional(),
  allowInsecure,
  pathStyle: z.boolean().default(false).describe('https://host/bucket instead of https://bucket.host'),
  storageClass: z.string().optional(),
  serverSideEncryption: z
    .strictObject({ algorithm: z.enum(['AES256', 'aws:kms']), kmsKeyId: z.string().optional() })
    .optional(),
  credentials: z
    .strictObject({ accessKeyId: secret, secretAccessKey: secret, sessionToken: secret.optional() })
    .optional()
    .describe('Left out: the AWS chain (environment, shared files, container or instance role)'),
});

const localSandbox = z.strictObject({
  kind: z.literal('local'),
  directory: path.optional().describe('Below it each restore test makes a folder of its own and removes it'),
  limits: z
    .strictObject({
      memory: memory.default('512MiB').describe('Memory that the throwaway cluster may plan with'),
      jobs: z.int().min(1).max(64).default(2).describe('Jobs of pg_restore side by side'),
      nice: z.int().min(0).max(19).default(0),
    })
    .prefault({}),
});

const serverSandbox = z.strictObject({
  kind: z.literal('server'),
  url: z
    .string()
    .superRefine((text, context) => {
      const message = mistakeOfUrl(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .describe('postgres://user@host/database, or env:NAME or file:/path where the URL holds a password'),
  password: secret.optional(),
  allowSource: z
    .boolean()
    .default(false)
    .describe('Whether it may be the very server that a backup was taken from, or a copy of it'),
  allowInsecure,
  directory: path.optional().describe('Below it each restore test keeps what it fetches and decrypts, and removes it'),
  limits: z
    .strictObject({ jobs: z.int().min(1).max(64).default(2).describe('Jobs of pg_restore side by side') })
    .prefault({}),
});

const tls = z
  .strictObject({
    serverCa: path.optional(),
    clientCertificate: path.optional(),
    clientKey: path.optional(),
    serverName: z.string().optional(),
  })
  .refine(
    files => (files.clientCertificate === undefined) === (files.clientKey === undefined),
    'clientCertificate and clientKey go together',
  );

/** The configuration as people write it. Its output type has every default filled in. */
export const writtenConfiguration = z
  .strictObject({
    version: z.literal(1, 'this Firedrill reads version: 1'),
    targets: z.record(name, target).default({}),
    policies: z.record(name, policy).default({}),
    repositories: z.record(name, z.discriminatedUnion('kind', [directoryRepository, s3Repository])).default({}),
    sandboxes: z.record(name, z.discriminatedUnion('kind', [localSandbox, serverSandbox])).default({}),
    postgres: z
      .strictObject({
        binaries: z
          .array(path)
          .default([])
          .describe('Folders with programs of PostgreSQL; they come before all others'),
      })
      .prefault({}),
    transport: z
      .strictObject({
        minTls: z.literal([1.2, 1.3]).default(1.2).describe('Oldest version of TLS to PostgreSQL, S3 and Temporal'),
      })
      .prefault({}),
    temporal: z
      .strictObject({
        address: z.string().optional().describe('host:port; default: TEMPORAL_ADDRESS, else 127.0.0.1:7233'),
        namespace: z.string().optional(),
        taskQueue: z.string().default('firedrill'),
        apiKey: secret.optional(),
        tls: z.union([z.boolean(), tls], 'write true, false or the PEM files').optional(),
        allowInsecure,
      })
      .prefault({}),
    worker: z
      .strictObject({
        state: path
          .optional()
          .describe('Folder of this host: host id, spool, sandboxes; default: /var/lib/firedrill for root'),
        spool: path
          .optional()
          .describe('Where encrypted artifacts wait for their upload; default: spool in the state folder'),
        retryFor: duration.default('6h').describe('How long after its first attempt a step may begin another one'),
        hostLostAfter: limit.default('5m').describe('A host that has not taken its next step for so long is given up'),
        concurrency: z.int().min(1).max(64).default(4).describe('Heavy steps side by side on one worker'),
      })
      .prefault({}),
  })
  .meta({ title: 'Firedrill configuration', description: 'What is backed up, by which rules, and where it goes.' });

/** What a person may write. */
export type Written = z.input<typeof writtenConfiguration>;

/** What a person wrote, with every default filled in. */
export type Complete = z.output<typeof writtenConfiguration>;

function mistakeOfUrl(text: string): string | undefined {
  if (/^(env|file):/.test(text)) {
    return parseSecretReference(text) === undefined ? 'write a reference, env:NAME or file:/path' : undefined;
  }
  const reading = readConnectionString(text);
  if (reading.mistake !== undefined) {
    return `this ${reading.mistake}: write postgres://user@host:5432/database, special characters percent-encoded`;
  }
  return 'password' in reading.keywords
    ? 'a URL written here holds no password: move it to password: env:NAME, or write url: env:NAME'
    : undefined;
}
