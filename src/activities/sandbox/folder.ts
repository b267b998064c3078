import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import { type RunIdentity, shortRunId } from '../../domain/runs.ts';
import { claimFolder } from '../leftovers/claim-file.ts';
import type { Connection } from '../postgres/connection.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';

/** What a restore test keeps on its host, all below one folder: names stay short, a socket's path has 103 bytes at most. */
export interface TestFolder {
  readonly path: string;
  /** Encrypted artifacts as they were fetched. */
  readonly fetched: string;
  /** Decrypted archives. */
  readonly archives: string;
  /** Data folder and socket of the throwaway cluster; belongs to the sandbox's own user. */
  readonly cluster: string;
  readonly socket: string;
  /** Home and default folder of the test command. */
  readonly home: string;
  /** Where the jail's root is mounted; empty. */
  readonly jail: string;
}

/** The folder of a run's restore test below a sandbox's directory. */
export function testFolder(path: string): TestFolder {
  const at = (name: string) => join(path, name);
  return {
    path,
    fetched: at('fetched'),
    archives: at('archives'),
    cluster: at('c'),
    socket: at('c/s'),
    home: at('home'),
    jail: at('jail'),
  };
}

/** The longest path of a socket that the platform takes, in bytes. */
export const LONGEST_SOCKET_PATH = 103;

/** How long the path of a sandbox's socket is below a directory, in bytes. */
export function socketPathBytes(directory: string, run: string): number {
  return Buffer.byteLength(join(testFolder(join(directory, run)).socket, '.s.PGSQL.5432'));
}

/** Makes the folder of a run, or finds what an earlier attempt left in it. Throws RepositoryUnusable, SpaceMissing, ConfigurationInvalid. */
export async function openTestFolder(directory: string, run: RunIdentity): Promise<TestFolder> {
  const folder = testFolder(join(directory, shortRunId(run.firstExecutionRunId)));
  if (socketPathBytes(directory, shortRunId(run.firstExecutionRunId)) > LONGEST_SOCKET_PATH) {
    throw new Failure('ConfigurationInvalid', `the sandbox directory ${directory} has too long a path for a socket`, {
      hint: 'name a shorter one in sandboxes.NAME.directory',
    });
  }
  try {
    await mkdir(directory, { recursive: true, mode: 0o711 });
    await mkdir(folder.path, { recursive: true, mode: 0o711 });
    // The umask may have taken away what the sandbox's user needs to pass through.
    for (const path of [directory, folder.path]) await chmod(path, (await stat(path)).mode | 0o111);
    for (const path of [folder.fetched, folder.archives]) await mkdir(path, { recursive: true, mode: 0o700 });
    await mkdir(folder.jail, { recursive: true, mode: 0o755 });
    await claimFolder(folder.path, run);
    return folder;
  } catch (error) {
    throw fileSystemFailure(error, directory);
  }
}

const common = {
  major: z.int(),
  version: z.string(),
  programs: z.string(),
  superuser: z.string(),
  database: z.string(),
  /** What was begun in it and cannot be done a second time. */
  begun: z.array(z.enum(['restore', 'event triggers', 'test command'])),
};

const localState = z.object({
  kind: z.literal('local').default('local'),
  pid: z.int(),
  /** Tells the process from a later one of the same id. */
  born: z.string(),
  ...common,
});

/** A throwaway cluster on this host. */
export type LocalServer = z.output<typeof localState>;

const scratchState = z.object({
  kind: z.literal('server'),
  /** Name of the configured sandbox, which says how the server is reached. */
  sandbox: z.string(),
  ...common,
});

const serverState = z.union([scratchState, localState]);

/** What is noted about the sandbox's server; no password. */
export type StoredServer = z.output<typeof serverState>;

/** A scratch database on a server that is there already, and how it is reached. */
export type ScratchServer = z.output<typeof scratchState> & { readonly at: Connection };

/** What later steps must know about the sandbox's server. */
export type SandboxServer = LocalServer | ScratchServer;

export const SERVER_STATE = 'server.json';

/** The server of a sandbox. Throws SandboxLost where there is none. */
export async function readServerState(folder: TestFolder): Promise<StoredServer> {
  try {
    return serverState.parse(JSON.parse(await readFile(join(folder.path, SERVER_STATE), 'utf8')));
  } catch (error) {
    throw new Failure('SandboxLost', `there is no sandbox in ${folder.path}`, { cause: error });
  }
}

export function writeServerState(folder: TestFolder, server: StoredServer): Promise<void> {
  // Parsed, since how a server is reached may hold a password.
  return writeFile(join(folder.path, SERVER_STATE), JSON.stringify(serverState.parse(server)), { mode: 0o600 });
}

/**
 * Notes that something is begun which a sandbox bears only once. Throws SandboxLost where an attempt has begun it before, whose
 * worker fell silent: what it did would look like a fault of the backup, and the run makes a new sandbox.
 */
export async function beginOnce(
  folder: TestFolder,
  server: SandboxServer,
  what: StoredServer['begun'][number],
): Promise<SandboxServer> {
  if (server.begun.includes(what)) {
    throw new Failure('SandboxLost', `an attempt that was given up has begun the ${what} in this sandbox`, {
      hint: 'the run makes a new one',
    });
  }
  const marked = { ...server, begun: [...server.begun, what] };
  await writeServerState(folder, marked);
  return marked;
}

/** Removes all that a restore test had on this host. Returns whether it is gone. */
export async function removeTestFolder(folder: TestFolder): Promise<boolean> {
  await rm(folder.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return !(await readdir(join(folder.path, '..'))).includes(folder.path.slice(folder.path.lastIndexOf('/') + 1));
}
