import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from './failures.ts';

/** Flushes a folder, so that the names in it survive a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes a folder and its parents (0700) and flushes every folder that got a new name in it. Not by one recursive mkdir: Node's
 * says ENOENT where a file system is read-only.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await exists(folder)) return;
  const parent = dirname(folder);
  await makeFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  await syncFolder(parent);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Writes a file (0600) so that it appears whole and stays: a temporary file is flushed, takes its final name, and the folder
 * is flushed. With `onlyNew` the name is taken by a hard link, which fails where it exists: then `exists`, and nothing changed.
 * The temporary file lies beside the final one unless another place on the same file system is given.
 */
export async function writeDurably(
  path: string,
  body: Uint8Array,
  onlyNew: boolean,
  temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`),
): Promise<'stored' | 'exists'> {
  const folder = dirname(path);
  await makeFolder(folder);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(body);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const outcome = onlyNew ? await linkIfAbsent(temporary, path) : await renameOver(temporary, path);
    // Also where it exists: whoever gave it its name may have died before that was flushed.
    await syncFolder(folder);
    return outcome;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function renameOver(existing: string, name: string): Promise<'stored'> {
  await rename(existing, name);
  return 'stored';
}

/** Gives a file a second name, unless that name is taken. */
export async function linkIfAbsent(existing: string, name: string): Promise<'stored' | 'exists'> {
  try {
    await link(existing, name);
    return 'stored';
  } catch (error) {
    if (isTaken(error)) return 'exists';
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
