import { join } from 'node:path';
import type { Command } from '../lib/processes.ts';
import { programConnection } from '../postgres/connection.ts';
import { analyzeCommand, type RestorePart, restoreCommand, schemaDumpCommand } from '../postgres/restore-commands.ts';
import { sandboxConnection } from './access.ts';
import type { SandboxServer, TestFolder } from './folder.ts';

/** pg_restore into the sandbox's database. */
export function pgRestore(folder: TestFolder, server: SandboxServer, part: RestorePart): Command {
  const strangers = server.kind === 'server' ? { noTablespaces: true, noOwners: true } : {};
  return restoreCommand(server.programs, sandboxConnection(folder, server, server.database), { ...part, ...strangers });
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
export function printSchema(server: Pick<SandboxServer, 'programs' | 'kind'>, archive: string, list?: string): Command {
  const which = list === undefined ? '--create' : `--use-list=${list}`;
  return {
    file: join(server.programs, 'pg_restore'),
    args: ['--schema-only', ...withoutOwners(server), '--file=-', which, archive],
  };
}

/** Roles and tablespaces of the source are not made on a server of others: nothing tells whose something is, and where. */
function withoutOwners({ kind }: Pick<SandboxServer, 'kind'>): readonly string[] {
  return kind === 'server' ? ['--no-owner', '--no-privileges', '--no-tablespaces'] : [];
}

/** The schema of the sandbox's database as SQL, on stdout, in the encoding that an archive is in. */
export function dumpSchema(folder: TestFolder, server: SandboxServer, encoding: string): Command {
  const connection = sandboxConnection(folder, server, server.database);
  return schemaDumpCommand(server.programs, connection, encoding, withoutOwners(server));
}

/** Planner statistics for the whole database. */
export function analyzeDatabase(folder: TestFolder, server: SandboxServer, jobs: number): Command {
  return analyzeCommand(server.programs, sandboxConnection(folder, server, server.database), jobs);
}

/** Structural check of every table and index. Needs the extension amcheck in the database. */
export function checkIndexes(folder: TestFolder, server: SandboxServer, jobs: number): Command {
  const { conninfo, env } = programConnection(sandboxConnection(folder, server, server.database), 'firedrill');
  return {
    file: join(server.programs, 'pg_amcheck'),
    args: ['--heapallindexed', '--parent-check', '--no-password', `--jobs=${jobs}`, conninfo],
    env,
  };
}
