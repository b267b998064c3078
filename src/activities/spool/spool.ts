import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import type { Manifest } from '../../domain/manifest.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import type { BackupId } from '../../domain/runs.ts';
import { claimFolder } from '../leftovers/claim-file.ts';
import { makeFolder, syncFolder, writeDurably } from '../repository/directory/durable-files.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';

/** A manifest that waits for the moment of its commit. */
export type DraftManifest = Omit<Manifest, 'committedAt'>;

/** The folder of one attempt of one backup. An abandoned attempt may still be at work, so that no two share a folder. */
export interface SpoolFolder {
  readonly path: string;
}

const DRAFT = 'draft.json';

/** Makes the folder of an attempt (0700) and removes what earlier attempts of the same backup left. */
export async function openSpool(
  spoolDirectory: string,
  { backupId, run }: Pick<BackupPlan, 'backupId' | 'run'>,
  attempt: string,
): Promise<SpoolFolder> {
  const parent = join(spoolDirectory, backupId);
  const path = join(parent, attempt);
  try {
    await makeFolder(parent);
    for (const earlier of await readdir(parent)) await rm(join(parent, earlier), { recursive: true, force: true });
    await claimFolder(parent, run);
    await mkdir(path, { mode: 0o700 });
    return { path };
  } catch (error) {
    throw fileSystemFailure(error, spoolDirectory);
  }
}

/** Records what an attempt made, last of all: a folder without this record is a leftover. */
export async function completeSpool(folder: SpoolFolder, draft: DraftManifest): Promise<void> {
  try {
    await writeDurably(join(folder.path, DRAFT), Buffer.from(JSON.stringify(draft)), true);
    await syncFolder(folder.path);
  } catch (error) {
    throw fileSystemFailure(error, folder.path);
  }
}

/** What an attempt made. Throws SpoolMissing where it is not there (any more). */
export async function readDraft(folder: SpoolFolder): Promise<DraftManifest> {
  const file = join(folder.path, DRAFT);
  if (!existsSync(file)) throw new Failure('SpoolMissing', `${folder.path} is gone`, { hint: 'the run dumps again' });
  const text = await readFile(file, 'utf8');
  return z.custom<DraftManifest>(value => typeof value === 'object' && value !== null).parse(JSON.parse(text));
}

/** Removes all that was spooled for a backup. */
export async function removeSpool(spoolDirectory: string, backupId: BackupId): Promise<void> {
  await rm(join(spoolDirectory, backupId), { recursive: true, force: true });
}

/** Bytes that this user may still write in the spool's file system. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
