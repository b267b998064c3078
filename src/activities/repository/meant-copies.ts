import { z } from 'zod';
import type { BackupId } from '../../domain/runs.ts';
import { decodeJson, encodeJson } from './json-object.ts';
import { backupsPrefix, copiesKey, parseBackupKey } from './layout.ts';
import type { ObjectStore } from './object-store.ts';

const meantCopies = z.object({ format: z.literal(1), repositories: z.array(z.string()) });

/** What a repository knows of copies: the backups that it has, and those of them that others may lack. */
export interface KnownCopies {
  readonly committed: ReadonlySet<BackupId>;
  /** Names of the repositories that are meant to have a backup, this one among them; absent where all have it. */
  readonly meant: ReadonlyMap<BackupId, readonly string[]>;
}

/** Notes beside a backup which repositories are meant to have it, before its manifest is written. */
export async function noteMeantCopies(
  store: ObjectStore,
  target: string,
  backupId: BackupId,
  repositories: readonly string[],
): Promise<void> {
  await store.putIfAbsent(copiesKey(target, backupId), encodeJson({ format: 1, repositories }));
}

/** Says that every repository has its copy. */
export async function forgetMeantCopies(store: ObjectStore, target: string, backupId: BackupId): Promise<void> {
  await store.remove(copiesKey(target, backupId));
}

/** Reads what a repository knows of the copies of a target's backups. Notes that are damaged count as none. */
export async function readKnownCopies(store: ObjectStore, target: string): Promise<KnownCopies> {
  const committed = new Set<BackupId>();
  const noted: BackupId[] = [];
  for await (const { key } of store.list(backupsPrefix(target))) {
    const parsed = parseBackupKey(key);
    if (parsed?.target !== target) continue;
    if (parsed.file === 'manifest.json') committed.add(parsed.backupId);
    if (key === copiesKey(target, parsed.backupId)) noted.push(parsed.backupId);
  }
  const meant = new Map<BackupId, readonly string[]>();
  for (const backupId of noted.filter(id => committed.has(id))) {
    const stored = await store.get(copiesKey(target, backupId));
    const found = stored && decodeJson(stored, meantCopies);
    if (found !== undefined) meant.set(backupId, found.repositories);
  }
  return { committed, meant };
}
