import { resolve } from 'node:path';
import { parseConnectionString } from '../config/connection-string.ts';
import { configurationFromEnvironment } from '../config/environment.ts';
import { targetOfEnvironment, targetOfUrl } from '../config/found-target.ts';
import { secretReader } from '../config/references.ts';
import type { StarterFacts } from '../config/starter.ts';
import { insecureKeywords } from '../config/transport-rules.ts';
import { Failure } from '../domain/failures.ts';
import { targetNameFrom } from '../domain/names.ts';
import { parseSecretReference } from '../domain/secrets.ts';
import { insecureEndpoint } from '../domain/transport.ts';

/** What a person asked `init` to start from. */
export interface InitOptions {
  readonly fromEnv?: boolean;
  readonly url?: string;
  readonly stagingUrl?: string;
}

/** What is written: the facts of the configuration, and a password that goes into a file of its own. */
export interface Found extends Omit<StarterFacts, 'keyFile'> {
  readonly password?: string;
  /** A staging URL with a password, which goes into a file of its own, too. */
  readonly stagingSecret?: string;
  readonly notes: readonly string[];
}

/**
 * What a new configuration will say of target and repositories.
 * @throws Failure UsageInvalid, ConfigurationInvalid, SecretUnavailable
 */
export function findStarter({ fromEnv, url, stagingUrl }: InitOptions): Found {
  const variable = fromEnv && process.env['STAGING_DATABASE_URL'] ? 'env:STAGING_DATABASE_URL' : undefined;
  const staging = stagingUrl ?? variable;
  return { ...findTarget({ fromEnv, url }), ...(staging === undefined ? {} : stagingOf(staging)) };
}

/** A server for restore tests: a reference as it is, a URL with a password as a reference to the file that it goes into. */
function stagingOf(text: string): Pick<Found, 'staging' | 'stagingSecret'> {
  const reference = parseSecretReference(text);
  const url = reference === undefined ? text : secretReader(process.env)(reference);
  const keywords = parseConnectionString(url, 'the staging URL');
  const allowInsecure = insecureKeywords(keywords) === undefined ? {} : { allowInsecure: true };
  if (reference?.from === 'env') return { staging: { url: text, ...allowInsecure } };
  if (reference?.from === 'file') return { staging: { url: `file:${resolve(reference.path)}`, ...allowInsecure } };
  if (!('password' in keywords)) return { staging: { url: text, ...allowInsecure } };
  return { staging: { url: `file:${STAGING_FILE}`, ...allowInsecure }, stagingSecret: text };
}

/** Where a staging URL with a password goes, beside the configuration. */
export const STAGING_FILE = 'staging.url';

function findTarget({ fromEnv, url }: Pick<InitOptions, 'fromEnv' | 'url'>): Found {
  if (fromEnv && url !== undefined)
    throw new Failure('UsageInvalid', '--from-env and --url say the same thing', { hint: 'give one of them' });
  if (url !== undefined) return { repository: './backups', ...fromUrl(url) };
  return fromEnv ? fromEnvironment() : starter();
}

function starter(): Found {
  const url = process.env['DATABASE_URL'];
  if (!url) {
    const hint = 'set DATABASE_URL=postgres://user:password@host:5432/database where the worker will run';
    return { target: 'orders', repository: './backups', notes: [hint] };
  }
  const keywords = parseConnectionString(url, 'DATABASE_URL');
  return {
    target: targetNameFrom(keywords['dbname'] ?? 'database'),
    repository: './backups',
    allowInsecure: insecureKeywords(keywords) !== undefined,
    notes: [],
  };
}

function fromEnvironment(): Found {
  const { name, postgres, isInsecure, notes } = targetOfEnvironment(process.env);
  const stores = Object.entries(process.env).filter(([variable]) => /^(DB_BACKUP|AWS)_/.test(variable));
  const { bucket } = configurationFromEnvironment(Object.fromEntries(stores)).written.repositories ?? {};
  const variables = Object.values(postgres).flatMap(value => {
    const reference = parseSecretReference(value);
    return reference?.from === 'env' ? [reference.name] : [];
  });
  const needed = variables.length === 0 ? [] : [`the worker needs ${variables.join(' and ')} in its environment, too`];
  return {
    target: name,
    postgres,
    allowInsecure: isInsecure,
    repository: process.env['DB_BACKUP_DIR'] || './backups',
    ...(bucket?.kind === 's3' ? { bucket: allowed(bucket) } : {}),
    notes: [...notes, ...needed],
  };
}

/** What the environment names is reached as it is there, and the file says so. */
function allowed<B extends { readonly endpoint?: string | undefined }>(bucket: B): B & { allowInsecure?: boolean } {
  return insecureEndpoint(bucket.endpoint) === undefined ? bucket : { ...bucket, allowInsecure: true };
}

/** A reference is read for the name of the database, and written as it is. */
function fromUrl(text: string): Omit<Found, 'repository'> {
  const reference = parseSecretReference(text);
  const { name, postgres, isInsecure, password } = targetOfUrl(
    reference === undefined ? text : secretReader(process.env)(reference),
  );
  if (reference !== undefined) {
    const url = reference.from === 'file' ? `file:${resolve(reference.path)}` : text;
    return { target: name, postgres: { url }, allowInsecure: isInsecure, notes: [] };
  }
  const found = { target: name, postgres, allowInsecure: isInsecure, notes: [] };
  return password === undefined ? found : { ...found, password };
}
