import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../domain/failures.ts';
import { isOldEnough } from '../../domain/run-claim.ts';
import { namesIn } from '../repository/directory/upload.ts';
import { readServerState, removeTestFolder, type StoredServer, testFolder } from '../sandbox/folder.ts';
import { isKept } from '../sandbox/keeping.ts';
import { readFolderClaim } from './claim-file.ts';
import type { AskRun } from './repository-leftovers.ts';

/** Where a host keeps what runs are working on. */
export interface HostFolders {
  readonly spoolDirectory: string;
  readonly sandboxDirectories: readonly string[];
}

/**
 * Removes what runs that are over have left on this host: spooled artifacts, sandboxes with their servers and decrypted archives.
 * Folders of runs that nobody knows, or that nobody had marked yet, are swept when they are a day old; a sandbox that is kept for
 * a person, not before its time.
 * @returns the folders that were removed.
 */
export async function sweepHost(
  folders: HostFolders,
  askRun: AskRun,
  nowMs: number,
  endServer: EndServer,
): Promise<readonly string[]> {
  return forEachLeftover(folders, askRun, nowMs, {
    spool: async path => {
      await rm(path, { recursive: true, force: true });
      return true;
    },
    sandbox: path => removeSandbox(path, endServer),
  });
}

/** Ends what a sandbox has besides its folder. Returns whether it is gone; throws Failures where nobody could tell. */
export type EndServer = (server: StoredServer) => Promise<boolean>;

/** The folders that {@link sweepHost} would remove. */
export async function findHostLeftovers(
  folders: HostFolders,
  askRun: AskRun,
  nowMs: number,
): Promise<readonly string[]> {
  const leave = async () => true;
  return forEachLeftover(folders, askRun, nowMs, { spool: leave, sandbox: leave });
}

async function forEachLeftover(
  { spoolDirectory, sandboxDirectories }: HostFolders,
  askRun: AskRun,
  nowMs: number,
  remove: { readonly [kind in 'spool' | 'sandbox']: (path: string) => Promise<boolean> },
): Promise<readonly string[]> {
  const found: string[] = [];
  const sweep = async (parent: string, removeOne: (path: string) => Promise<boolean>) => {
    for (const name of await namesIn(parent)) {
      const path = join(parent, name);
      if (!(await isOver(path, askRun, nowMs))) continue;
      if (await removeOne(path)) found.push(path);
    }
  };
  await sweep(spoolDirectory, remove.spool);
  for (const directory of sandboxDirectories) await sweep(directory, remove.sandbox);
  return found;
}

async function isOver(path: string, askRun: AskRun, nowMs: number): Promise<boolean> {
  if (await isKept(path, nowMs)) return false;
  const claim = await readFolderClaim(path);
  const state = claim === undefined ? 'unknown' : await askRun(claim);
  if (state !== 'unknown') return state === 'over';
  const changed = await stat(path).catch(() => undefined);
  return changed !== undefined && isOldEnough(changed.mtimeMs, nowMs);
}

/** A folder whose server does not answer stays: it is all that tells of the database there. */
async function removeSandbox(path: string, endServer: EndServer): Promise<boolean> {
  const folder = testFolder(path);
  const server = await readServerState(folder).catch(() => undefined);
  try {
    if (server !== undefined) await endServer(server);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
  return removeTestFolder(folder);
}
