import { join } from 'node:path';
import type { Command } from '../lib/processes.ts';
import { programConnection } from '../postgres/connection.ts';
import type { SandboxServer, TestFolder } from './folder.ts';
import { sandboxConnection } from './server.ts';

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
}

/** pg_restore into the sandbox's database. */
export function pgRestore(folder: TestFolder, server: SandboxServer, part: RestorePart): Command {
  const { conninfo, env } = programConnection(
    sandboxConnection(folder, server.superuser, server.database),
    'firedrill',
  );
  return {
    file: join(server.programs, 'pg_restore'),
    args: [
      '--no-password',
      `--dbname=${conninfo}`,
      ...(part.section === undefined ? [] : [`--section=${part.section}`]),
      ...(part.list === undefined ? [] : [`--use-list=${part.list}`]),
      ...(part.jobs === undefined ? [] : [`--jobs=${part.jobs}`]),
      ...(part.dataOnly ? ['--data-only'] : []),
      ...(part.schemaOnly ? ['--schema-only'] : []),
      ...(part.archive === undefined ? [] : [part.archive]),
    ],
    env,
  };
}

/** The table of contents of an archive. */
export function listArchive(server: SandboxServer, archive: string): Command {
  return { file: join(server.programs, 'pg_restore'), args: ['--list', archive] };
}

/** The SQL of some entries of an archive, on stdout. */
export function printEntries(server: SandboxServer, archive: string, list: string): Command {
  return { file: join(server.programs, 'pg_restore'), args: ['--file=-', `--use-list=${list}`, archive] };
}

/** The schema of an archive as SQL, on stdout: all of it with the database's own entries, or the entries of a list. */
export function printSchema(server: SandboxServer, archive: string, list?: string): Command {
  const which = list === undefined ? '--create' : `--use-list=${list}`;
  return { file: join(server.programs, 'pg_restore'), args: ['--schema-only', '--file=-', which, archive] };
}

/** The schema of the sandbox's database as SQL, on stdout, in the encoding that an archive is in. */
export function dumpSchema(folder: TestFolder, server: SandboxServer, encoding: string): Command {
  const { conninfo, env } = programConnection(
    sandboxConnection(folder, server.superuser, server.database),
    'firedrill',
  );
  return {
    file: join(server.programs, 'pg_dump'),
    args: ['--schema-only', `--encoding=${encoding}`, '--no-password', `--dbname=${conninfo}`],
    env,
  };
}

/** Planner statistics for the whole database. */
export function analyzeDatabase(folder: TestFolder, server: SandboxServer, jobs: number): Command {
  const { conninfo, env } = programConnection(
    sandboxConnection(folder, server.superuser, server.database),
    'firedrill',
  );
  return {
    file: join(server.programs, 'vacuumdb'),
    args: ['--analyze-only', '--quiet', '--no-password', `--jobs=${jobs}`, `--dbname=${conninfo}`],
    env,
  };
}

/** Structural check of every table and index. Needs the extension amcheck in the database. */
export function checkIndexes(folder: TestFolder, server: SandboxServer, jobs: number): Command {
  const { conninfo, env } = programConnection(
    sandboxConnection(folder, server.superuser, server.database),
    'firedrill',
  );
  return {
    file: join(server.programs, 'pg_amcheck'),
    args: ['--heapallindexed', '--parent-check', '--no-password', `--jobs=${jobs}`, conninfo],
    env,
  };
}
