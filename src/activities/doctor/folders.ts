import { constants, existsSync } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { FolderFacts, Ground } from '../../domain/host-diagnosis.ts';
import { isOnLayer, liesIn } from '../../domain/key-placement.ts';
import { readMounts, realPath } from '../lib/mounts.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';
import { freeBytes } from '../spool/spool.ts';

/** Owner, mode and whether this process may write there; of a folder that is not there yet, whether it may be made. */
export async function readFolder(path: string): Promise<FolderFacts> {
  const workerUid = userInfo().uid;
  try {
    const existing = nearestExisting(path);
    const writable = await access(existing, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    if (existing !== path) return { path, writable, workerUid };
    const { uid, mode } = await stat(path);
    return { path, owner: { uid, mode: mode & 0o7777 }, writable, workerUid };
  } catch (error) {
    throw fileSystemFailure(error, path);
  }
}

/** `f_type` of statfs(2). */
const IN_MEMORY = [0x01021994, 0x858458f6];
const TEMPORARY = [...new Set(['/tmp', '/var/tmp', realPath(tmpdir())])];

/** On what a folder lies, told by its file system and device: another name for the same place changes nothing. */
export async function groundOf(path: string): Promise<Ground> {
  try {
    const { type } = await statfs(nearestExisting(path));
    if (IN_MEMORY.includes(type)) return 'memory';
  } catch (error) {
    throw fileSystemFailure(error, path);
  }
  const mounts = readMounts();
  const real = realPath(path);
  if (TEMPORARY.some(folder => liesIn(real, folder, mounts))) return 'temporary folder';
  return isOnLayer(real, mounts) ? 'container layer' : 'disk';
}

/** Bytes that this user may still write where a folder lies, or would. */
export async function freeBytesAt(path: string): Promise<number> {
  try {
    return await freeBytes(nearestExisting(path));
  } catch (error) {
    throw fileSystemFailure(error, path);
  }
}

/** The file system that a folder lies on, or would; undefined where nobody can tell. */
export async function deviceOf(path: string): Promise<number | undefined> {
  return stat(nearestExisting(path)).then(
    ({ dev }) => dev,
    () => undefined,
  );
}

function nearestExisting(path: string): string {
  const parent = dirname(path);
  return existsSync(path) || parent === path ? path : nearestExisting(parent);
}
