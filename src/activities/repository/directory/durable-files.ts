import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Flushes a folder, so that the names in it survive a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and its parents (0700) and flushes every folder that got a new name in it. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let path = folder; path.length >= first.length; path = dirname(path)) await syncFolder(dirname(path));
}

/**
 * Writes a file (0600) so that it appears whole and stays: a temporary file is flushed, takes its final name, and the folder
 * is flushed. With `onlyNew` the name is taken by a hard link, which fails where it exists: then `exists`, and nothing changed.
 */
export async function writeDurably(path: string, body: Uint8Array, onlyNew: boolean): Promise<'stored' | 'exists'> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(body);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!onlyNew) await rename(temporary, path);
    else if ((await linkIfAbsent(temporary, path)) === 'exists') return 'exists';
    await syncFolder(folder);
    return 'stored';
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Gives a file a second name, unless that name is taken. */
export async function linkIfAbsent(existing: string, name: string): Promise<'stored' | 'exists'> {
  try {
    await link(existing, name);
    return 'stored';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return 'exists';
    throw error;
  }
}
