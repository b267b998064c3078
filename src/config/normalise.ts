import { join, resolve } from 'node:path';
import { parseDuration } from '../domain/durations.ts';
import { isTargetName } from '../domain/names.ts';
import type { Policy } from '../domain/policies.ts';
import type { Repository } from '../domain/repositories.ts';
import type { Sandbox } from '../domain/sandboxes.ts';
import { parseSecretReference, type SecretReference } from '../domain/secrets.ts';
import { parseSize } from '../domain/sizes.ts';
import type { ConnectionSettings, Target } from '../domain/targets.ts';
import type { MinTls } from '../domain/transport.ts';
import type { Configuration, TemporalSettings, TlsFiles, WorkerSettings } from './configuration.ts';
import { parseConnectionString } from './connection-string.ts';
import type { Environment } from './environment.ts';
import { defaultKeyFile, defaultStateFolder, foldersOfVariable } from './locations.ts';
import { normaliseChecks } from './normalise-checks.ts';
import { normaliseDump } from './normalise-dump.ts';
import { located } from './references.ts';
import { tlsWithEnvironment } from './temporal-tls.ts';
import { keepingTo } from './transport-rules.ts';
import type { Complete } from './written.ts';

/** Where relative paths start, what the environment says, and what flags say before everything else. */
export interface Surroundings {
  readonly folder: string;
  readonly environment: Environment;
  readonly flags: { readonly address?: string; readonly namespace?: string };
  /** Whether a missing key file may be made by the first backup. */
  readonly mayCreateKey: boolean;
  /** Whether nothing was written that could allow it: then what the environment names is reached as it is there. */
  readonly allowsInsecure: boolean;
}

type Parts = Pick<
  Configuration,
  'targets' | 'policies' | 'repositories' | 'sandboxes' | 'postgresBinaries' | 'minTls' | 'temporal' | 'worker'
>;

/** What was written, with the policy and the sandbox that hold where none is written. */
export function withDefaults(written: Complete): Complete {
  return {
    ...written,
    policies: Object.keys(written.policies).length === 0 ? { default: EMPTY_POLICY } : written.policies,
    sandboxes: Object.keys(written.sandboxes).length === 0 ? { local: DEFAULT_SANDBOX } : written.sandboxes,
  };
}

/** Turns what was written, already checked and `withDefaults`, into what the program uses. */
export function normalise(written: Complete, around: Surroundings): Parts {
  const path = (text: string) => resolve(around.folder, text.replace(/^~(?=\/)/, around.environment['HOME'] ?? '~'));
  const worker = normaliseWorker(written, around, path);
  const repositoryNames = Object.keys(written.repositories);
  const minTls: MinTls | undefined = written.transport.minTls === 1.3 ? '1.3' : undefined;
  const insecure = around.allowsInsecure || undefined;
  return {
    targets: Object.entries(written.targets).flatMap(([name, target]): readonly Target[] =>
      isTargetName(name)
        ? [
            {
              name,
              postgres: keepingTo(minTls, normaliseConnection(target.postgres, path)),
              allowInsecure: target.allowInsecure || insecure,
              policy: target.policy ?? onlyPolicy(written.policies),
            },
          ]
        : [],
    ),
    policies: Object.entries(written.policies).map(([name, policy]) =>
      normalisePolicy(name, policy, {
        repositories: repositoryNames,
        sandbox: Object.keys(written.sandboxes)[0] ?? 'local',
        keyFile: defaultKeyFile(around.environment),
        keyFileGiven: Boolean(around.environment['FIREDRILL_KEY_FILE']),
        createMissing: around.mayCreateKey,
        path,
      }),
    ),
    repositories: Object.entries(written.repositories).map(([name, repository]) =>
      normaliseRepository(name, repository, { minTls, insecure, path }),
    ),
    sandboxes: Object.entries(written.sandboxes).map(([name, sandbox]) =>
      normaliseSandbox(name, sandbox, { minTls, directory: join(worker.stateDirectory, 'sandboxes'), path }),
    ),
    postgresBinaries: [...foldersOfVariable(around.environment), ...written.postgres.binaries.map(path)],
    minTls,
    temporal: { ...normaliseTemporal(written.temporal, around, path), minTls },
    worker,
  };
}

const DEFAULT_SANDBOX: Complete['sandboxes'][string] = {
  kind: 'local',
  limits: { memory: '512MiB', jobs: 2, nice: 0 },
};

const EMPTY_POLICY: Complete['policies'][string] = {
  objectives: {},
  proof: 'full',
  staging: 'spool',
  dump: { streams: 2, compressionLevel: 1, lockWait: '30s', excludeTableData: [] },
  checks: { indexes: 'available', sql: [] },
  keys: {},
  onFailure: 'destroy',
  keepFor: '2h',
};

function onlyPolicy(policies: Record<string, unknown>): string {
  return 'default' in policies ? 'default' : (Object.keys(policies)[0] ?? 'default');
}

type ToPath = (text: string) => string;

function normaliseConnection(written: Complete['targets'][string]['postgres'], path: ToPath): ConnectionSettings {
  const { url, database, password, ...rest } = written;
  const reference = url === undefined ? undefined : parseSecretReference(url);
  const keywords = url === undefined || reference !== undefined ? {} : parseConnectionString(url, 'url');
  for (const [keyword, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    keywords[keyword] = isFile(keyword, String(value)) ? path(String(value)) : String(value);
  }
  if (database !== undefined) keywords['dbname'] = database;
  return { keywords, url: reference && located(reference, path), password: optionalSecret(password, path) };
}

const FILE_KEYWORDS = ['passfile', 'servicefile', 'sslcert', 'sslkey', 'sslrootcert', 'sslcrl', 'sslcrldir'];

function isFile(keyword: string, value: string): boolean {
  return FILE_KEYWORDS.includes(keyword) && value !== 'system';
}

/** FIREDRILL_KEY_FILE comes before the file, as every variable of Firedrill's own does. */
function keyFile(written: string | undefined, defaults: PolicyDefaults): string {
  return written === undefined || defaults.keyFileGiven ? defaults.keyFile : defaults.path(written);
}

interface PolicyDefaults {
  readonly repositories: readonly string[];
  readonly sandbox: string;
  readonly keyFile: string;
  readonly keyFileGiven: boolean;
  readonly createMissing: boolean;
  readonly path: ToPath;
}

function normalisePolicy(name: string, written: Complete['policies'][string], defaults: PolicyDefaults): Policy {
  const { objectives, dump, checks, keys } = written;
  return {
    name,
    objectives: { rtoMs: optionalMilliseconds(objectives.rto), rpoMs: optionalMilliseconds(objectives.rpo) },
    proof: written.proof,
    staging: written.staging,
    repositories: written.repositories ?? defaults.repositories,
    dump: normaliseDump(dump),
    checks: normaliseChecks(checks, defaults.path),
    keys: {
      file: keyFile(keys.file, defaults),
      createMissing: defaults.createMissing,
      offlinePublicKey: keys.offlinePublicKey === undefined ? undefined : defaults.path(keys.offlinePublicKey),
      copy: keys.copy === undefined ? undefined : defaults.path(keys.copy),
    },
    sandbox: written.sandbox ?? defaults.sandbox,
    keepOnFailureMs: written.onFailure === 'keep' ? milliseconds(written.keepFor) : undefined,
  };
}

function normaliseRepository(
  name: string,
  written: Complete['repositories'][string],
  {
    minTls,
    insecure,
    path,
  }: { readonly minTls: MinTls | undefined; readonly insecure: boolean | undefined; readonly path: ToPath },
): Repository {
  if (written.kind === 'directory') return { kind: 'directory', name, path: path(written.path) };
  const { credentials } = written;
  return {
    ...written,
    name,
    minTls,
    allowInsecure: written.allowInsecure || insecure,
    credentials: credentials && {
      accessKeyId: secret(credentials.accessKeyId, path),
      secretAccessKey: secret(credentials.secretAccessKey, path),
      sessionToken: optionalSecret(credentials.sessionToken, path),
    },
  };
}

function normaliseSandbox(
  name: string,
  written: Complete['sandboxes'][string],
  {
    minTls,
    path,
    ...defaults
  }: { readonly minTls: MinTls | undefined; readonly directory: string; readonly path: ToPath },
): Sandbox {
  const directory = written.directory === undefined ? defaults.directory : path(written.directory);
  const { jobs } = written.limits;
  if (written.kind === 'server') {
    const { url, password, allowSource, allowInsecure } = written;
    const postgres = keepingTo(minTls, normaliseConnection({ url, password }, path));
    return { kind: 'server', name, directory, postgres, allowSource, allowInsecure, limits: { jobs } };
  }
  const { memory, nice } = written.limits;
  return { kind: 'local', name, directory, limits: { memoryBytes: parseSize(memory) ?? 0, jobs, nice } };
}

function normaliseTemporal(
  written: Complete['temporal'],
  around: Surroundings,
  path: ToPath,
): Omit<TemporalSettings, 'minTls'> {
  const { environment, flags } = around;
  const apiKey: SecretReference | undefined = environment['TEMPORAL_API_KEY']
    ? { from: 'env', name: 'TEMPORAL_API_KEY' }
    : optionalSecret(written.apiKey, path);
  const tls = tlsWithEnvironment(normaliseTls(written.tls, path), environment);
  return {
    address: flags.address ?? (environment['TEMPORAL_ADDRESS'] || written.address || '127.0.0.1:7233'),
    namespace: flags.namespace ?? (environment['TEMPORAL_NAMESPACE'] || written.namespace || 'default'),
    taskQueue: written.taskQueue,
    apiKey,
    // A key never travels in the clear.
    tls: tls || apiKey !== undefined,
    allowInsecure: written.allowInsecure || around.allowsInsecure || undefined,
  };
}

function normaliseTls(written: Complete['temporal']['tls'], path: ToPath): boolean | TlsFiles {
  if (typeof written !== 'object') return written === true;
  const optionalPath = (text: string | undefined) => (text === undefined ? undefined : path(text));
  return {
    serverCa: optionalPath(written.serverCa),
    clientCertificate: optionalPath(written.clientCertificate),
    clientKey: optionalPath(written.clientKey),
    serverName: written.serverName,
  };
}

function normaliseWorker(written: Complete, around: Surroundings, path: ToPath): WorkerSettings {
  const { state, spool, retryFor, hostLostAfter, concurrency } = written.worker;
  const configured = state === undefined ? defaultStateFolder(around.environment) : path(state);
  const stateDirectory = around.environment['FIREDRILL_STATE'] || configured;
  return {
    stateDirectory,
    spoolDirectory: spool === undefined ? join(stateDirectory, 'spool') : path(spool),
    retryForMs: milliseconds(retryFor),
    hostLostAfterMs: milliseconds(hostLostAfter),
    concurrency,
  };
}

function milliseconds(text: string): number {
  return parseDuration(text) ?? 0;
}

function optionalMilliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : milliseconds(text);
}

function secret(text: string, path: ToPath): SecretReference {
  const reference = parseSecretReference(text);
  if (reference === undefined) throw new TypeError('a checked configuration holds no malformed reference');
  return located(reference, path);
}

function optionalSecret(text: string | undefined, path: ToPath): SecretReference | undefined {
  return text === undefined ? undefined : secret(text, path);
}
