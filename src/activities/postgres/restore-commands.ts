import { join } from 'node:path';
import type { Command } from '../lib/processes.ts';
import { type Connection, programConnection } from './connection.ts';

/** What pg_restore is to do with one archive. */
export interface RestorePart {
  /** A file; absent for an archive that comes in by stdin. */
  readonly archive?: string;
  readonly section?: 'pre-data' | 'data' | 'post-data';
  /** File with the entries to restore. */
  readonly list?: string;
  readonly jobs?: number;
  readonly dataOnly?: boolean;
  readonly schemaOnly?: boolean;
  /** Everything goes into the default tablespace of the database. */
  readonly noTablespaces?: boolean;
  /** Everything belongs to the role that restores, and nobody is granted anything. */
  readonly noOwners?: boolean;
}

/** pg_restore, of a folder of programs, into the database of a connection. */
export function restoreCommand(programs: string, connection: Connection, part: RestorePart): Command {
  const { conninfo, env } = programConnection(connection, 'firedrill');
  return {
    file: join(programs, 'pg_restore'),
    args: [
      '--no-password',
      `--dbname=${conninfo}`,
      ...(part.section === undefined ? [] : [`--section=${part.section}`]),
      ...(part.list === undefined ? [] : [`--use-list=${part.list}`]),
      ...(part.jobs === undefined ? [] : [`--jobs=${part.jobs}`]),
      ...(part.dataOnly ? ['--data-only'] : []),
      ...(part.schemaOnly ? ['--schema-only'] : []),
      ...(part.noTablespaces ? ['--no-tablespaces'] : []),
      ...(part.noOwners ? ['--no-owner', '--no-privileges'] : []),
      ...(part.archive === undefined ? [] : [part.archive]),
    ],
    env,
  };
}

/** Planner statistics for the whole database: a restore brings none. */
export function analyzeCommand(programs: string, connection: Connection, jobs: number): Command {
  const { conninfo, env } = programConnection(connection, 'firedrill');
  return {
    file: join(programs, 'vacuumdb'),
    args: ['--analyze-only', '--quiet', '--no-password', `--jobs=${jobs}`, `--dbname=${conninfo}`],
    env,
  };
}

/** A database's lock that another session holds is not waited for longer than this. */
const LOCK_WAIT_MS = 60_000;

/** The schema of a database as SQL, on stdout, but for what the options in `without` leave away. */
export function schemaDumpCommand(
  programs: string,
  connection: Connection,
  encoding: string,
  without: readonly string[] = [],
): Command {
  const { conninfo, env } = programConnection(connection, 'firedrill');
  return {
    file: join(programs, 'pg_dump'),
    args: [
      '--schema-only',
      ...without,
      `--encoding=${encoding}`,
      `--lock-wait-timeout=${LOCK_WAIT_MS}`,
      '--no-password',
      `--dbname=${conninfo}`,
    ],
    env,
  };
}
