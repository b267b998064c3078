import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../repository/directory/durable-files.ts';
import { decodeJson, encodeJson } from '../repository/json-object.ts';
import type { TestFolder } from './folder.ts';

const note = z.object({ until: z.string() });

const FILE = 'kept.json';

/**
 * Notes in a sandbox's folder that it stays after its run, until an instant (RFC 3339), and removes what only the run needed: the
 * fetched artifacts and the archives in the clear.
 */
export async function noteKept(folder: TestFolder, until: string): Promise<void> {
  await writeDurably(join(folder.path, FILE), encodeJson({ until }), false);
  for (const path of [folder.fetched, folder.archives, folder.home]) await rm(path, { recursive: true, force: true });
}

/** Whether the sandbox in a folder is kept for a person at this time (milliseconds since the epoch). */
export async function isKept(folder: string, nowMs: number): Promise<boolean> {
  const stored = await readFile(join(folder, FILE)).catch(() => undefined);
  const kept = stored === undefined ? undefined : decodeJson(stored, note);
  return kept !== undefined && Date.parse(kept.until) > nowMs;
}
