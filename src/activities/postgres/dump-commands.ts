import { join } from 'node:path';
import type { SizedTable } from '../../domain/dump-streams.ts';
import { Failure } from '../../domain/failures.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { findProgram } from '../../tools/programs.ts';
import type { Command } from '../lib/processes.ts';
import { type Connection, programConnection } from './connection.ts';
import { quoteQualified } from './identifiers.ts';

/** What all dumps of one backup share. */
export interface DumpSetting {
  readonly programs: PostgresPrograms;
  readonly connection: Connection;
  readonly applicationName: string;
  /** Name of the exported snapshot. */
  readonly snapshot: string;
  readonly lockWaitMs: number;
}

/** The dump of everything, but for the rows of the tables in `without`: other archives carry them, or the policy leaves them out. */
export function mainDump(setting: DumpSetting, without: readonly { schema: string; name: string }[]): Command {
  return pgDump(
    setting,
    without.map(table => `--exclude-table-data=${quoteQualified(table)}`),
  );
}

/** The rows of some tables and nothing else. */
export function tableDataDump(setting: DumpSetting, tables: readonly SizedTable[]): Command {
  return pgDump(setting, ['--data-only', ...tables.map(table => `--table=${quoteQualified(table)}`)]);
}

function pgDump(setting: DumpSetting, args: readonly string[]): Command {
  const { conninfo, env } = programConnection(setting.connection, setting.applicationName);
  return {
    file: join(setting.programs.folder, 'pg_dump'),
    args: [
      '--format=custom',
      // Compression is zstd's work, on another core.
      '--compress=0',
      '--no-password',
      `--snapshot=${setting.snapshot}`,
      `--lock-wait-timeout=${Math.round(setting.lockWaitMs)}`,
      ...args,
      `--dbname=${conninfo}`,
    ],
    env,
  };
}

/** Reads an archive that comes in by stdin to the end of its last block; what it makes of it goes nowhere. */
export function readArchive(programs: PostgresPrograms): Command {
  return { file: join(programs.folder, 'pg_restore'), args: ['--file=/dev/null'] };
}

/** SQL of roles and tablespaces; without password verifiers where the role may not read them. */
export function globalsDump(setting: DumpSetting, withPasswords: boolean): Command {
  const { conninfo, env } = programConnection(setting.connection, setting.applicationName);
  return {
    file: join(setting.programs.folder, 'pg_dumpall'),
    args: [
      '--globals-only',
      '--no-password',
      `--lock-wait-timeout=${Math.round(setting.lockWaitMs)}`,
      ...(withPasswords ? [] : ['--no-role-passwords']),
      `--dbname=${conninfo}`,
    ],
    env,
  };
}

/** zstd on all cores, from stdin to stdout. */
export function compress(zstd: string, level: number): Command {
  return { file: zstd, args: ['--quiet', '--threads=0', `-${level}`, '--stdout'] };
}

/** The path of zstd on this host. Throws ToolMissing. */
export async function zstdProgram(): Promise<string> {
  const zstd = await findProgram('zstd', process.env);
  if (zstd !== undefined) return zstd.path;
  throw new Failure('ToolMissing', 'the program zstd is not on PATH', { hint: 'Debian: apt-get install zstd' });
}

export function decompress(zstd: string): Command {
  return { file: zstd, args: ['--quiet', '--decompress', '--stdout'] };
}
