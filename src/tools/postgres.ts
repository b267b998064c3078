import { existsSync, globSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { askProgram } from './said.ts';
import { findOnPath, isExecutable } from './search-path.ts';

/** One folder with programs of PostgreSQL. */
export interface PostgresPrograms {
  readonly major: number;
  /** Full version, such as `15.18`. */
  readonly version: string;
  readonly folder: string;
  /** Whether `initdb` and `postgres` are among them, so that a sandbox can be made of it. */
  readonly hasServer: boolean;
  readonly origin: string;
}

/** Folders where packages put PostgreSQL, newest major first: Debian, PGDG's rpm, Homebrew, Postgres.app, and the cache's wheel. */
const INSTALLED = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
] as const;

/** Where `postgres-wheel.ts` leaves its installs, below the cache folder. */
export const CACHED = 'postgresql/*/pginstall*/bin';

/**
 * Finds every PostgreSQL there is, in order of preference: folders given in the configuration, PG_CONFIG, PATH, packages,
 * the cache. Of one major the first folder wins.
 */
export async function findPostgres(
  configured: readonly string[],
  environment: { readonly [name: string]: string | undefined },
): Promise<readonly PostgresPrograms[]> {
  const candidates = [
    ...configured.map(folder => ({ folder, origin: 'configuration' })),
    ...(await folderOfPgConfig(environment)),
    ...foldersOnPath(environment['PATH']),
    ...INSTALLED.flatMap(pattern =>
      globSync(pattern)
        .toSorted(newestFirst)
        .map(folder => ({ folder, origin: 'installed' })),
    ),
    ...globSync(join(cacheFolder(environment), CACHED)).map(folder => ({ folder, origin: 'cache' })),
  ];
  const found = await Promise.all(candidates.map(({ folder, origin }) => examine(folder, origin)));
  const byMajor = new Map<number, PostgresPrograms>();
  for (const programs of found) {
    if (programs !== undefined && !byMajor.has(programs.major)) byMajor.set(programs.major, programs);
  }
  return [...byMajor.values()].toSorted((a, b) => a.major - b.major);
}

/** What a folder holds, or undefined where it has no pg_dump that runs. */
async function examine(folder: string, origin: string): Promise<PostgresPrograms | undefined> {
  const program = join(folder, 'pg_dump');
  if (!isExecutable(program)) return undefined;
  const { stdout, failed } = await askProgram(program, ['--version']);
  const [, version, major] = /\(PostgreSQL\) ((\d+)[\w.]*)/.exec(stdout) ?? [];
  if (failed || version === undefined || major === undefined) return undefined;
  const hasServer = ['initdb', 'postgres'].every(name => isExecutable(join(folder, name)));
  return { major: Number(major), version, folder, hasServer, origin };
}

async function folderOfPgConfig(environment: { readonly [name: string]: string | undefined }) {
  const program = environment['PG_CONFIG'];
  if (!program || !existsSync(program)) return [];
  const { stdout, failed } = await askProgram(program, ['--bindir']);
  return failed ? [] : [{ folder: stdout.trim(), origin: 'PG_CONFIG' }];
}

/** The folder of the pg_dump on PATH, unless that is Debian's wrapper, which picks a version of its own. */
function foldersOnPath(path: string | undefined) {
  const folders = (path ?? '').split(delimiter).filter(folder => findOnPath('pg_dump', folder) !== undefined);
  return folders.flatMap(folder => {
    const real = realpathSync(join(folder, 'pg_dump'));
    return real.endsWith('pg_wrapper') ? [] : [{ folder: dirname(real), origin: 'PATH' }];
  });
}

function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}
