import { readFileSync, readlinkSync } from 'node:fs';
import { chown, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../domain/failures.ts';
import type { Isolation, LocalSandbox } from '../../domain/sandboxes.ts';
import { LOG_LINE_PREFIX } from '../../domain/server-log.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { startServer } from '../../tools/server-process.ts';
import { birthOf } from '../lib/process-birth.ts';
import { ProcessFailed, runProgram } from '../lib/processes.ts';
import { openSession } from '../postgres/session.ts';
import { sandboxConnection } from './access.ts';
import { type LocalServer, type TestFolder, writeServerState } from './folder.ts';
import { type Jail, openJail, type View } from './jail.ts';
import { libraryFolders } from './libraries.ts';
import { keepServerLog } from './server-log.ts';
import { isFull, noSpace, ranOutOfSpace } from './space.ts';

/** A sandbox's server as it was started. */
export interface StartedSandbox {
  readonly server: LocalServer;
  readonly isolation: Isolation;
  /** Settings that differ from a server in production, with what they are set to. */
  readonly settings: { readonly [name: string]: string };
}

/**
 * Makes a throwaway cluster and starts it: no TCP, a socket in a folder that only its user opens, archiving and replication off,
 * nothing preloaded, flushing to disk as in production, so that the measured time is true. The worker's end is its end.
 * @throws Failure SandboxLost where it does not start.
 */
export async function startSandbox(
  folder: TestFolder,
  sandbox: LocalSandbox,
  programs: PostgresPrograms,
  superuser: string,
  signal: AbortSignal,
): Promise<StartedSandbox> {
  const jail = await openJail(signal);
  await rm(folder.cluster, { recursive: true, force: true });
  await mkdir(folder.cluster, { mode: 0o700 });
  await mkdir(folder.socket, { mode: 0o700 });
  if (jail.account !== undefined) {
    for (const path of [folder.cluster, folder.socket]) await chown(path, jail.account.uid, jail.account.gid);
  }
  const view = await viewOf(folder, programs.folder, signal);
  const initdb = {
    file: join(programs.folder, 'initdb'),
    args: [
      `--pgdata=${dataFolder(folder)}`,
      `--username=${superuser}`,
      '--auth=trust',
      '--encoding=UTF8',
      '--no-locale',
      '--no-instructions',
      '--no-sync',
    ],
  };
  try {
    await runProgram(jail.enter(initdb, view, 0), signal);
  } catch (error) {
    if (!(error instanceof ProcessFailed)) throw error;
    if (ranOutOfSpace(error.stderr)) throw noSpace('the sandbox was full before its cluster was made');
    throw new Failure(
      'Inconclusive',
      `the sandbox cannot be made: ${error.message}: ${error.stderr.trim().slice(-400)}`,
      { cause: error },
    );
  }
  const { server, settings } = await launch(folder, blankState(programs, superuser), sandbox, { jail, view });
  return { server, isolation: jail.isolation, settings };
}

/**
 * Starts the server of a sandbox again that ended with its worker; its database is what it was. Recovery takes its time.
 * @throws Failure SandboxLost where it does not start.
 */
export async function reviveSandbox(
  folder: TestFolder,
  sandbox: LocalSandbox,
  server: LocalServer,
  signal: AbortSignal,
): Promise<void> {
  const jail = await openJail(signal);
  const view = await viewOf(folder, server.programs, signal);
  // Of the processes that these name none is left: the ids may be others' now.
  await rm(join(dataFolder(folder), 'postmaster.pid'), { force: true });
  await rm(join(folder.socket, '.s.PGSQL.5432.lock'), { force: true });
  await launch(folder, server, sandbox, { jail, view }, RECOVERY_MS);
}

const RECOVERY_MS = 3_600_000;

function dataFolder({ cluster }: TestFolder): string {
  return join(cluster, 'data');
}

async function viewOf(folder: TestFolder, programs: string, signal: AbortSignal): Promise<View> {
  const readable = [dirname(programs), ...(await libraryFolders(programs, signal))];
  return { root: folder.jail, writable: folder.cluster, readable };
}

function blankState(
  { major, version, folder }: PostgresPrograms,
  superuser: string,
): Omit<LocalServer, 'pid' | 'born'> {
  return { kind: 'local', major, version, programs: folder, superuser, database: MAINTENANCE, begun: [] };
}

/** Starts the server of a cluster that is there, and notes which process it is. */
async function launch(
  folder: TestFolder,
  state: Omit<LocalServer, 'pid' | 'born'>,
  sandbox: LocalSandbox,
  { jail, view }: { readonly jail: Jail; readonly view: View },
  readyTimeoutMs?: number,
) {
  const settings = settingsOf(sandbox);
  const postgres = {
    file: join(state.programs, 'postgres'),
    args: [
      ...['-D', dataFolder(folder), '-k', folder.socket],
      ...Object.entries({ ...QUIET, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
  };
  const { file, args } = jail.enter(postgres, view, sandbox.limits.nice);
  const isReady = () => answers(folder, state.superuser);
  const started = await startServer({ file, args, isReady, readyTimeoutMs, onSaid: keepServerLog(folder) }).catch(
    async (error: unknown) => {
      if (await isFull(folder.path)) throw noSpace('the sandbox was full before its server had started');
      throw new Failure('SandboxLost', `the sandbox's server did not start: ${lastLine(error)}`, { cause: error });
    },
  );
  const pid = innermost(started.pid);
  const server: LocalServer = { ...state, pid, born: birthOf(pid) ?? '' };
  await writeServerState(folder, server);
  return { server, settings };
}

/** The database that every new cluster has and no restore replaces. */
const MAINTENANCE = 'template1';

/** What makes it a sandbox. */
const QUIET = {
  listen_addresses: '',
  archive_mode: 'off',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  shared_preload_libraries: '',
  allow_in_place_tablespaces: 'on',
  // A dump of its schema locks every table at once.
  max_locks_per_transaction: '1024',
  // A server's log must not repeat rows: no details, no statements.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_line_prefix: LOG_LINE_PREFIX,
  log_timezone: 'UTC',
  log_checkpoints: 'off',
} as const;

/** What a reader of the evidence must know to judge the measured time. */
function settingsOf({ limits }: LocalSandbox): { readonly [name: string]: string } {
  const kilobytes = (bytes: number) => `${Math.max(1_024, Math.floor(bytes / 1_024))}kB`;
  return {
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    autovacuum: 'off',
    shared_buffers: kilobytes(limits.memoryBytes / 4),
    maintenance_work_mem: kilobytes(limits.memoryBytes / 4),
    max_wal_size: '2GB',
    max_connections: String(20 + limits.jobs),
  };
}

/**
 * The first process of the server: the one that was started or, where namespaces were made around it, the only child at the
 * end. All others of a process namespace end with it, and what waits outside ends when it has.
 */
function innermost(pid: number): number {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const isWrapper = basename(readlinkSync(`/proc/${pid}/exe`)) !== 'postgres';
    return isWrapper && child !== undefined ? innermost(Number(child)) : pid;
  } catch {
    return pid;
  }
}

async function answers(folder: TestFolder, superuser: string): Promise<boolean> {
  try {
    const session = await openSession(
      [sandboxConnection(folder, { kind: 'local', superuser }, MAINTENANCE)],
      'firedrill',
    );
    await session.close();
    return true;
  } catch {
    return false;
  }
}

/** Whether the process of a sandbox's server lives. */
export function isAlive({ pid, born }: Pick<LocalServer, 'pid' | 'born'>): boolean {
  return birthOf(pid) === born;
}

const ASK_MS = 1_000;
const END_MS = 10_000;

/** Ends a sandbox's server with everything in it, and waits until it is gone. Returns whether it is. */
export async function endSandbox(server: Pick<LocalServer, 'pid' | 'born'>): Promise<boolean> {
  const begun = Date.now();
  while (isAlive(server) && Date.now() - begun < END_MS) {
    send(server.pid, Date.now() - begun < ASK_MS ? 'SIGQUIT' : 'SIGKILL');
    await sleep(50);
  }
  return !isAlive(server);
}

/** A process that went away just now needs no signal any more. */
function send(pid: number, signal: 'SIGQUIT' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function lastLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
}
