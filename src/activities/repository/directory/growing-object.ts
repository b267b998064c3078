import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GrowingObject } from '../object-store.ts';
import { linkIfAbsent, makeFolder, syncFolder } from './durable-files.ts';
import { openUpload } from './upload.ts';

/** Writes parts one after the other into a file of an upload's own, and links it to its final name when it is whole and flushed. */
export async function beginInFolder(root: string, key: string, final: string): Promise<GrowingObject> {
  const folder = await openUpload(root, randomBytes(16).toString('hex'), key);
  const data = join(folder, 'data');
  const handle = await open(data, 'wx', 0o600);
  let isOpen = true;
  const close = async () => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  const abandon = async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    add: async (part, signal) => {
      signal.throwIfAborted();
      // Not one write: the system may take fewer bytes than it is given.
      await handle.writeFile(part);
    },
    complete: async signal => {
      await handle.sync();
      await close();
      await makeFolder(dirname(final));
      signal.throwIfAborted();
      const outcome = await linkIfAbsent(data, final);
      await syncFolder(dirname(final));
      await rm(folder, { recursive: true, force: true });
      return outcome;
    },
    abandon,
  };
}
