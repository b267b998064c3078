import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { Failure } from '../../domain/failures.ts';
import type { Destination, RestoreSpace } from '../../domain/restore-plan.ts';
import { isLoopback } from '../../domain/transport.ts';
import type { Connection } from '../postgres/connection.ts';
import { inSession } from '../postgres/in-session.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { neededBytes } from '../restore-test/fetch.ts';
import { openMaintenance } from './destination.ts';

/** The room where artifacts are fetched and opened, on this host. The folder need not be there yet. */
export async function spaceToFetch(
  directory: string,
  plan: { readonly storedBytes: number; readonly databaseBytes: number },
): Promise<RestoreSpace['fetched']> {
  return {
    place: `${directory} on ${hostname()}`,
    neededBytes: neededBytes(plan, false),
    freeBytes: await freeBytesAt(directory),
  };
}

/** The room where a server keeps its databases, where that is this host. Changes nothing. */
export async function spaceOfDestination(
  candidates: readonly Connection[],
  state: Destination['state'],
  applicationName: string,
): Promise<{ readonly place: string; readonly freeBytes: number } | { readonly unknown: string }> {
  const open = state === 'missing' ? openMaintenance : openSession;
  return inSession(await open(candidates, applicationName), async session => {
    if (!(await isHere(session))) return { unknown: 'the server is elsewhere' };
    const directory = await readDataDirectory(session);
    if (directory === undefined) return { unknown: 'the role may not read data_directory (pg_read_all_settings)' };
    return { place: `${directory} on ${hostname()}`, freeBytes: await freeBytesAt(directory) };
  });
}

/** A tunnel or a container has a near address, too: only a server has a process here. */
async function isHere({ connection, query }: Session): Promise<boolean> {
  const address = connection.keywords['hostaddr'] ?? connection.host;
  if (!address.startsWith('/') && !isLoopback(address)) return false;
  const [row] = await query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  try {
    return readFileSync(`/proc/${row?.pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}

async function readDataDirectory(session: Session): Promise<string | undefined> {
  try {
    const [row] = await session.query<{ directory: string }>(`SELECT current_setting('data_directory') AS directory`);
    return row?.directory;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'RightsMissing') return undefined;
    throw error;
  }
}

async function freeBytesAt(path: string): Promise<number> {
  let there = path;
  while (!existsSync(there) && there !== dirname(there)) there = dirname(there);
  const { bavail, bsize } = await statfs(there);
  return bavail * bsize;
}
