import { join } from 'node:path';
import { DatabaseError } from 'pg';
import { compareCollations } from '../../domain/collations.ts';
import { Failure } from '../../domain/failures.ts';
import { parseSchemaDump, type SchemaEntry } from '../../domain/schema-dump.ts';
import { compareServers } from '../../domain/server-comparison.ts';
import type { SourceFacts } from '../../domain/source.ts';
import {
  compareExtensions,
  compareProperties,
  compareRoleSettings,
  missingSettings,
  propertiesOf,
} from '../../domain/surroundings.ts';
import type { Check } from '../../domain/verdicts.ts';
import { runProgram } from '../lib/processes.ts';
import { readSourceFacts } from '../postgres/facts.ts';
import { readServerProfile } from '../postgres/server-profile.ts';
import type { Session } from '../postgres/session.ts';
import type { SandboxServer } from '../sandbox/folder.ts';
import { printSchema } from '../sandbox/restore-commands.ts';
import { type FetchedBackup, readText } from './fetched-backup.ts';
import { MAIN_ARCHIVE } from './unpack.ts';

/**
 * Compares what the dump of one database does not show: settings, rights and comment of the database, settings of roles,
 * versions of extensions. What the backup holds of it is applied in a transaction, read back, and undone: a restored
 * setting may stop whoever connects next.
 */
export async function compareSurroundings(
  session: Session,
  source: SourceFacts,
  backup: FetchedBackup,
  server: SandboxServer,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { stdout } = await runProgram(printSchema(server, join(backup.folder.archives, MAIN_ARCHIVE)), signal);
  const globals = await readText(backup, 'globals', signal);
  const ofDatabase = await applied(session, 'database properties', databaseEntries(stdout), async () => {
    const found = await readSourceFacts(session);
    return compareProperties(propertiesOf(source), propertiesOf(found), await readDefaultRights(session));
  });
  const ofRoles = await applied(session, 'settings of roles', roleSettings(globals), async () =>
    compareRoleSettings(settingsOfRoles(source), settingsOfRoles(await readSourceFacts(session))),
  );
  const found = await readSourceFacts(session);
  return [
    compareExtensions(source.extensions, found.extensions),
    compareCollations(source.collations, found.collations ?? []),
    ...missingSettings(source.database.settings),
    ...(await compareServer(session, source)),
    // The entries name the database, and a sandbox needs a template1 of its own.
    ...(server.database === source.database.name ? [ofDatabase] : []),
    ofRoles,
  ];
}

/** Older backups do not say what their server was like. */
async function compareServer(session: Session, { profile, database }: SourceFacts): Promise<readonly Check[]> {
  if (profile === undefined) return [];
  await session.query('BEGIN');
  try {
    const names = profile.settings.map(({ name }) => name);
    const found = {
      profile: await readServerProfile(session, names),
      database: (await readSourceFacts(session)).database,
    };
    return compareServers({ profile, database }, found);
  } finally {
    await session.query('ROLLBACK');
  }
}

/** What can be told of a scratch database on a server of others, where nothing but that database may be touched. */
export async function compareOnServer(session: Session, source: SourceFacts): Promise<readonly Check[]> {
  const skipped = (name: string): Check => {
    const detail = 'not compared: roles, their rights and settings are not made on a server that others use';
    return { name, about: 'content', required: false, verdict: 'skipped', detail };
  };
  const found = await readSourceFacts(session);
  return [
    compareExtensions(source.extensions, found.extensions),
    compareCollations(source.collations, found.collations ?? []),
    ...missingSettings(source.database.settings),
    ...(await compareServer(session, source)),
    skipped('owners and grants'),
    skipped('settings of roles'),
    skipped('tablespaces'),
  ];
}

/** The rights that a session's database has where nobody granted any. */
export async function readDefaultRights(session: Session): Promise<readonly string[]> {
  const [row] = await session.query<{ acl: readonly string[] }>(
    `SELECT acldefault('d', datdba)::text[] AS acl FROM pg_database WHERE datname = current_database()`,
  );
  return row?.acl ?? [];
}

/** Runs statements, examines what they did, and undoes it. What cannot be run here is no fault of the backup. */
async function applied(
  session: Session,
  name: string,
  statements: readonly string[],
  examine: () => Promise<Check>,
): Promise<Check> {
  const untested = (why: string): Check => {
    return { name, about: 'content', required: false, verdict: 'inconclusive', detail: `could not test: ${why}` };
  };
  // A server sends and stores what is not UTF-8 as it is; nothing here could tell what it means.
  if (statements.some(text => text.includes('\uFFFD'))) return untested('they are not written in UTF-8');
  await session.query('BEGIN');
  try {
    for (const statement of statements) await session.query(statement);
    return await examine();
  } catch (error) {
    if (!(error instanceof Failure && error.cause instanceof DatabaseError)) throw error;
    return untested(`the sandbox's server refuses them (${error.cause.code})`);
  } finally {
    await session.query('ROLLBACK');
  }
}

/** What `pg_restore --create` does for the database itself. */
function databaseEntries(sql: string): readonly string[] {
  const isOfDatabase = ({ type, name }: SchemaEntry) =>
    type === 'DATABASE PROPERTIES' || ((type === 'COMMENT' || type === 'ACL') && name.startsWith('DATABASE '));
  return [...parseSchemaDump(sql).values()].filter(isOfDatabase).flatMap(({ texts }) => texts);
}

/** `ALTER ROLE … SET …;` as pg_dumpall writes it. Nothing else of the globals is run: it holds passwords. */
const ROLE_SETTING = /(?<=^|\n)ALTER ROLE (?:"(?:[^"]|"")*"|\w+) SET (?:'[^']*'|"[^"]*"|[^;'"])*;/g;

function roleSettings(globals: string): readonly string[] {
  return globals.match(ROLE_SETTING) ?? [];
}

function settingsOfRoles({ roles }: SourceFacts): SourceFacts['database']['settings'] {
  return roles.map(({ name, settings }) => ({ role: name, database: null, settings }));
}
