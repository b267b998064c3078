import { Failure } from '../domain/failures.ts';
import { targetNameFrom } from '../domain/names.ts';
import { parseConnectionString } from './connection-string.ts';
import type { Written } from './written.ts';

/** The process environment, given as a value so that nothing reads it on its own. */
export type Environment = { readonly [name: string]: string | undefined };

/** A configuration made of environment variables alone. */
export interface EnvironmentConfiguration {
  readonly written: Written;
  /** Where each written value came from, by its dotted path: `POSTGRES_HOST`, or `default of POSTGRES_HOST`. */
  readonly origins: ReadonlyMap<string, string>;
  /** Public defaults for secret variables that nobody set. */
  readonly secretDefaults: { readonly [variable: string]: string };
  /** Things a person should know, one sentence each. */
  readonly notes: readonly string[];
}

/** Variables that people already have, with their customary defaults. Empty counts as not set. */
const DEFAULTS = {
  POSTGRES_HOST: 'postgres',
  POSTGRES_PORT: '5432',
  POSTGRES_DB: 'certificate_verification',
  POSTGRES_USER: 'postgres',
  POSTGRES_PASSWORD: 'postgres',
  DB_BACKUP_DIR: '/backups',
  DB_BACKUP_RETENTION_DAYS: '7',
  DB_BACKUP_S3_BUCKET: '',
} as const;

const NOT_YET = ['DB_BACKUP_RETENTION_DAYS', 'DB_BACKUP_SCHEDULE', 'DB_BACKUP_TIMEZONE', 'SLACK_WEBHOOK_URL'] as const;

/** The hint wherever there is no configuration at all. */
export const NO_CONFIGURATION_HINT =
  'set DATABASE_URL (or POSTGRES_HOST, POSTGRES_DB, …), or write a file with: firedrill init';

/** Whether the environment alone describes a target. */
export function describesTarget(environment: Environment): boolean {
  return Object.entries(environment).some(
    ([name, value]) => value && /^(DATABASE_URL$|(POSTGRES|DB_BACKUP)_)/.test(name),
  );
}

/**
 * The configuration that the environment makes where there is no file: one target, named after its database, a directory
 * repository and, where a bucket is named, a second one in it. Throws ConfigurationInvalid where variables disagree.
 */
export function configurationFromEnvironment(environment: Environment): EnvironmentConfiguration {
  const origins = new Map<string, string>();
  const value = (name: keyof typeof DEFAULTS) => environment[name] || DEFAULTS[name];
  const note = (path: string, name: keyof typeof DEFAULTS) =>
    origins.set(path, environment[name] ? name : `default of ${name}`);

  const url = environment['DATABASE_URL'];
  const keywords = url ? keywordsOfUrl(url, environment) : {};
  const database = url ? databaseOf(keywords) : value('POSTGRES_DB');
  const needsPassword = !('password' in keywords) && environment['POSTGRES_PASSWORD'];
  const target = targetNameFrom(database);
  const at = `targets.${target}.postgres`;
  const postgres: NonNullable<Written['targets']>[string]['postgres'] = url
    ? { url: 'env:DATABASE_URL', ...(needsPassword ? { password: 'env:POSTGRES_PASSWORD' } : {}) }
    : {
        host: value('POSTGRES_HOST'),
        port: value('POSTGRES_PORT'),
        database,
        user: value('POSTGRES_USER'),
        password: 'env:POSTGRES_PASSWORD',
      };
  if (url) origins.set(`${at}.url`, 'DATABASE_URL');
  else {
    note(`${at}.host`, 'POSTGRES_HOST');
    note(`${at}.port`, 'POSTGRES_PORT');
    note(`${at}.database`, 'POSTGRES_DB');
    note(`${at}.user`, 'POSTGRES_USER');
  }
  if ('password' in postgres) note(`${at}.password`, 'POSTGRES_PASSWORD');

  const bucket = value('DB_BACKUP_S3_BUCKET');
  const endpoint = firstSet(environment, ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL']);
  const region = firstSet(environment, ['AWS_REGION', 'AWS_DEFAULT_REGION']);
  const repositories: NonNullable<Written['repositories']> = {
    backups: { kind: 'directory', path: value('DB_BACKUP_DIR') },
    ...(bucket
      ? {
          bucket: {
            kind: 's3',
            bucket,
            ...(region ? { region: region.value } : {}),
            ...(endpoint ? { endpoint: endpoint.value, pathStyle: true } : {}),
          },
        }
      : {}),
  };
  note('repositories.backups.path', 'DB_BACKUP_DIR');
  if (bucket) {
    note('repositories.bucket.bucket', 'DB_BACKUP_S3_BUCKET');
    if (region) origins.set('repositories.bucket.region', region.name);
    for (const key of ['endpoint', 'pathStyle']) {
      if (endpoint) origins.set(`repositories.bucket.${key}`, endpoint.name);
    }
  }

  return {
    written: {
      version: 1,
      targets: { [target]: { postgres, policy: 'default' } },
      policies: { default: { repositories: Object.keys(repositories) } },
      repositories,
    },
    origins,
    secretDefaults: url ? {} : { POSTGRES_PASSWORD: DEFAULTS.POSTGRES_PASSWORD },
    notes: NOT_YET.filter(name => environment[name]).map(name => `${name} has no effect yet`),
  };
}

function firstSet(environment: Environment, names: readonly string[]): { name: string; value: string } | undefined {
  return names.map(name => ({ name, value: environment[name] ?? '' })).find(({ value }) => value !== '');
}

/** What DATABASE_URL says; refuses POSTGRES_* variables beside it that say something else. */
function keywordsOfUrl(url: string, environment: Environment): Record<string, string> {
  const keywords = parseConnectionString(url, 'DATABASE_URL');
  // What libpq takes where the URL is silent; a service may say it instead.
  const defaults: Record<string, string | undefined> =
    'service' in keywords ? {} : { host: keywords['hostaddr'] ?? '', port: '5432', dbname: keywords['user'] };
  const pairs = [
    ['POSTGRES_HOST', 'host'],
    ['POSTGRES_PORT', 'port'],
    ['POSTGRES_DB', 'dbname'],
    ['POSTGRES_USER', 'user'],
  ] as const;
  for (const [variable, keyword] of pairs) {
    const other = environment[variable];
    const own = keywords[keyword] ?? defaults[keyword];
    if (other && own !== undefined && other !== own) {
      throw new Failure('ConfigurationInvalid', `DATABASE_URL and ${variable} name different databases (${keyword})`, {
        hint: `unset one of DATABASE_URL and ${variable}`,
      });
    }
  }
  return keywords;
}

/** The database as libpq finds it; where only the service knows it, the service's name stands for it. */
function databaseOf(keywords: Record<string, string>): string {
  const database = keywords['dbname'] ?? keywords['service'] ?? keywords['user'];
  if (database !== undefined) return database;
  throw new Failure('ConfigurationInvalid', 'DATABASE_URL names no database', {
    hint: 'write postgres://user@host:5432/database',
  });
}
