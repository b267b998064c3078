import { resolve } from 'node:path';
import { Failure } from '../domain/failures.ts';
import { type TargetName, targetNameFrom } from '../domain/names.ts';
import { parseConnectionString } from './connection-string.ts';
import { configurationFromEnvironment, type Environment } from './environment.ts';
import { insecureKeywords } from './transport-rules.ts';

/** A target as `init` writes it: what is not secret as it is, secrets as references. */
export interface FoundTarget {
  readonly name: TargetName;
  /** Keys of `targets.<name>.postgres`. */
  readonly postgres: { readonly [key: string]: string };
  /** Whether it is reached by a connection that nobody verifies, over a network. */
  readonly isInsecure: boolean;
  /** Things a person should know, one sentence each. */
  readonly notes: readonly string[];
}

type Family = { readonly [key: string]: readonly string[] };

/** Variables of the same meaning under the names of images, of libpq, and of application frameworks; the first that is set counts. */
const FAMILIES: { readonly [family: string]: Family } = {
  'POSTGRES_*': {
    host: ['POSTGRES_HOST'],
    port: ['POSTGRES_PORT'],
    database: ['POSTGRES_DB'],
    user: ['POSTGRES_USER'],
    password: ['POSTGRES_PASSWORD'],
  },
  'PG*': {
    service: ['PGSERVICE'],
    servicefile: ['PGSERVICEFILE'],
    host: ['PGHOST'],
    hostaddr: ['PGHOSTADDR'],
    port: ['PGPORT'],
    database: ['PGDATABASE'],
    user: ['PGUSER'],
    password: ['PGPASSWORD'],
    passfile: ['PGPASSFILE'],
    sslmode: ['PGSSLMODE'],
    sslrootcert: ['PGSSLROOTCERT'],
    sslcert: ['PGSSLCERT'],
    sslkey: ['PGSSLKEY'],
    target_session_attrs: ['PGTARGETSESSIONATTRS'],
  },
  'DB_*': {
    host: ['DB_HOST'],
    port: ['DB_PORT'],
    database: ['DB_NAME', 'DB_DATABASE'],
    user: ['DB_USER', 'DB_USERNAME'],
    password: ['DB_PASSWORD', 'DB_PASS'],
  },
};

/** libpq finds these from the folder it is started in, a configuration from its own. */
const FILES = ['servicefile', 'passfile', 'sslrootcert', 'sslcert', 'sslkey'];

/**
 * Finds the database that the environment describes: DATABASE_URL, else POSTGRES_*, PG* or DB_*. Passwords become references.
 * @throws Failure UsageInvalid where there is none, ConfigurationInvalid where DATABASE_URL is none or is contradicted.
 */
export function targetOfEnvironment(environment: Environment): FoundTarget {
  const found = Object.entries(FAMILIES).flatMap(([family, variables]) => {
    const postgres = readFamily(variables, environment);
    return 'database' in postgres || 'service' in postgres ? [{ family, postgres }] : [];
  });
  if (environment['DATABASE_URL']) {
    const [[name, target] = []] = Object.entries(configurationFromEnvironment(environment).written.targets ?? {});
    const { url = '', password } = target?.postgres ?? {};
    const postgres = { url, ...(password === undefined ? {} : { password }) };
    const isInsecure =
      insecureKeywords(parseConnectionString(environment['DATABASE_URL'], 'DATABASE_URL')) !== undefined;
    return { name: targetNameFrom(name ?? ''), postgres, isInsecure, notes: unused(found) };
  }
  const [first, ...others] = found;
  if (first === undefined) {
    throw new Failure('UsageInvalid', 'the environment names no database', {
      hint: 'set DATABASE_URL, or POSTGRES_DB, PGDATABASE or DB_NAME with what goes with it; or write: firedrill init --url URL',
    });
  }
  const { postgres } = first;
  const name = targetNameFrom(postgres['database'] ?? postgres['service'] ?? '');
  return { name, postgres, isInsecure: insecureKeywords(postgres) !== undefined, notes: unused(others) };
}

function readFamily(variables: Family, environment: Environment): { readonly [key: string]: string } {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([key, names]) => {
      const name = names.find(candidate => environment[candidate]);
      const value = environment[name ?? ''] ?? '';
      if (name === undefined) return [];
      if (key === 'password') return [[key, `env:${name}`]];
      return [[key, FILES.includes(key) && value !== 'system' ? resolve(value) : value]];
    }),
  );
}

function unused(others: readonly { readonly family: string }[]): readonly string[] {
  return others.map(({ family }) => `${family} name a database, too; they are not used`);
}

/** A target that a URL describes, with the password that was in it: it must not be written into the configuration. */
export function targetOfUrl(url: string): Omit<FoundTarget, 'notes'> & { readonly password?: string } {
  const keywords = parseConnectionString(url, 'the URL');
  const isInsecure = insecureKeywords(keywords) !== undefined;
  const { password, dbname, ...rest } = keywords;
  const database = dbname ?? rest['service'] ?? rest['user'];
  if (database === undefined) {
    throw new Failure('UsageInvalid', 'the URL names no database', {
      hint: 'write postgres://user@host:5432/database',
    });
  }
  const name = targetNameFrom(database);
  if (password === undefined) return { name, postgres: { url }, isInsecure };
  return { name, postgres: { ...rest, ...(dbname === undefined ? {} : { database: dbname }) }, isInsecure, password };
}
