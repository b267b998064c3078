import { escapeLiteral } from 'pg';
import { Failure } from '../../domain/failures.ts';
import type { SourceFacts } from '../../domain/source.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';

/**
 * Makes the database that a backup is restored into, as the source's was: encoding, locale and its provider, owner.
 * @returns its name: the source's, but for `template1`, which a sandbox needs for itself.
 * @throws Failure Inconclusive where this host has not the locale.
 */
export function createDatabase(session: Session, facts: SourceFacts): Promise<string> {
  const { name } = facts.database;
  return createDatabaseAs(name === 'template1' ? 'template1_restored' : name, session, facts);
}

/** The same under a name of its own; without `owners` it is its maker's, in the default tablespace. */
export async function createDatabaseAs(
  name: string,
  session: Session,
  facts: SourceFacts,
  { owners = true }: { readonly owners?: boolean } = {},
): Promise<string> {
  const { database } = facts;
  if (name === 'postgres') await session.query('DROP DATABASE postgres');
  try {
    await session.query(`CREATE DATABASE ${quoteIdentifier(name)} ${databaseOptions(facts, owners, owners)}`);
    return name;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('Inconclusive', `the database cannot be made on this host: ${error.message}`, {
      hint: `install the locale ${database.locale ?? database.collate}, or a PostgreSQL with the locale provider of the source`,
      cause: error,
    });
  }
}

/** How a database is made as the source's was, from an empty template. `tablespace: false` leaves it in the default one, `owner: false` to its maker. */
export function databaseOptions({ database, server }: SourceFacts, tablespace = true, owner = true): string {
  const quoted = (value: string) => escapeLiteral(value);
  const icu = database.localeProvider === 'i';
  const builtin = database.localeProvider === 'b';
  return [
    'TEMPLATE template0',
    `ENCODING ${quoted(database.encoding)}`,
    `LC_COLLATE ${quoted(database.collate)}`,
    `LC_CTYPE ${quoted(database.ctype)}`,
    ...(server.versionNumber >= 150_000 ? [`LOCALE_PROVIDER ${icu ? 'icu' : builtin ? 'builtin' : 'libc'}`] : []),
    ...(icu && database.locale !== null ? [`ICU_LOCALE ${quoted(database.locale)}`] : []),
    ...(icu && database.icuRules !== null ? [`ICU_RULES ${quoted(database.icuRules)}`] : []),
    ...(builtin && database.locale !== null ? [`BUILTIN_LOCALE ${quoted(database.locale)}`] : []),
    ...(owner ? [`OWNER ${quoteIdentifier(database.owner)}`] : []),
    ...(database.tablespace === 'pg_default' || !tablespace
      ? []
      : [`TABLESPACE ${quoteIdentifier(database.tablespace)}`]),
  ].join(' ');
}

/** Extensions of the source that this server does not have, by name and version asked for. */
export async function missingExtensions(session: Session, facts: SourceFacts): Promise<readonly string[]> {
  const available = await session.query<{ name: string }>('SELECT name::text AS name FROM pg_available_extensions');
  const names = new Set(available.map(({ name }) => name));
  return facts.extensions.filter(({ name }) => !names.has(name)).map(({ name, version }) => `${name} ${version}`);
}
