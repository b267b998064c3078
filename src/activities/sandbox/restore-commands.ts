import { join } from 'node:path';
import type { Command } from '../lib/processes.ts';
import { programConnection } from '../postgres/connection.ts';
import { analyzeCommand, type RestorePart, restoreCommand, schemaDumpCommand } from '../postgres/restore-commands.ts';
import type { SandboxServer, TestFolder } from './folder.ts';
import { sandboxConnection } from './server.ts';

/** pg_restore into the sandbox's database. */
export function pgRestore(folder: TestFolder, server: SandboxServer, part: RestorePart): Command {
  return restoreCommand(server.programs, sandboxConnection(folder, server.superuser, server.database), part);
}

/** The table of contents of an archive. */
export function listArchive(server: Pick<SandboxServer, 'programs'>, archive: string): Command {
  return { file: join(server.programs, 'pg_restore'), args: ['--list', archive] };
}

/** The SQL of some entries of an archive, on stdout. */
export function printEntries(server: Pick<SandboxServer, 'programs'>, archive: string, list: string): Command {
  return { file: join(server.programs, 'pg_restore'), args: ['--file=-', `--use-list=${list}`, archive] };
}

/** The schema of an archive as SQL, on stdout: all of it with the database's own entries, or the entries of a list. */
export function printSchema(server: Pick<SandboxServer, 'programs'>, archive: string, list?: string): Command {
  const which = list === undefined ? '--create' : `--use-list=${list}`;
  return { file: join(server.programs, 'pg_restore'), args: ['--schema-only', '--file=-', which, archive] };
}

/** The schema of the sandbox's database as SQL, on stdout, in the encoding that an archive is in. */
export function dumpSchema(folder: TestFolder, server: SandboxServer, encoding: string): Command {
  return schemaDumpCommand(server.programs, sandboxConnection(folder, server.superuser, server.database), encoding);
}

/** Planner statistics for the whole database. */
export function analyzeDatabase(folder: TestFolder, server: SandboxServer, jobs: number): Command {
  return analyzeCommand(server.programs, sandboxConnection(folder, server.superuser, server.database), jobs);
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
