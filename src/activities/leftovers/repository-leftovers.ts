import { isOldEnough, type RunClaim } from '../../domain/run-claim.ts';
import type { BackupId } from '../../domain/runs.ts';
import { backupsPrefix, claimKey, manifestKey, parseBackupKey, TARGETS_PREFIX } from '../repository/layout.ts';
import type { ObjectStore, UnfinishedUpload } from '../repository/object-store.ts';
import { decodeClaim } from './claim-file.ts';

/**
 * How a run stands, as Temporal knows; `unknown` where it never knew it or has forgotten it. Throws where nobody can be asked: then
 * nothing is swept.
 */
export type AskRun = (run: RunClaim) => Promise<'at work' | 'over' | 'unknown'>;

/**
 * Removes from a repository what failed runs of a target left: folders without a manifest, and uploads that never became objects,
 * also those of keys, evidence and the description, which are of no target. Only what nobody has touched for a day and whose run
 * is over.
 * @returns how many backups had left something, and other uploads.
 */
export async function sweepRepository(
  store: ObjectStore,
  target: string,
  askRun: AskRun,
  nowMs: number,
): Promise<number> {
  const prefix = backupsPrefix(target);
  const leftovers = new Map<BackupId, Leftover>();
  const of = (key: string, modifiedAt: Date): Leftover | undefined => {
    const parsed = parseBackupKey(key);
    if (parsed?.target !== target) return undefined;
    const found = leftovers.get(parsed.backupId) ?? { keys: [], uploads: [], changedAtMs: 0 };
    leftovers.set(parsed.backupId, found);
    found.changedAtMs = Math.max(found.changedAtMs, modifiedAt.getTime());
    return found;
  };
  for await (const { key, modifiedAt } of store.list(prefix)) of(key, modifiedAt)?.keys.push(key);
  const shared: UnfinishedUpload[] = [];
  for await (const upload of store.unfinishedUploads('')) {
    of(upload.key, upload.modifiedAt)?.uploads.push(upload);
    if (!upload.key.startsWith(TARGETS_PREFIX)) shared.push(upload);
  }

  let swept = 0;
  for (const upload of shared.filter(({ modifiedAt }) => isOldEnough(modifiedAt.getTime(), nowMs))) {
    await store.abortUpload(upload);
    swept += 1;
  }
  for (const [backupId, { keys, uploads, changedAtMs }] of leftovers) {
    const isBackup = keys.includes(manifestKey(target, backupId));
    if ((isBackup && uploads.length === 0) || !isOldEnough(changedAtMs, nowMs)) continue;
    const stored = await store.get(claimKey(target, backupId));
    const claim = stored === undefined ? undefined : decodeClaim(stored);
    if (claim !== undefined && (await askRun(claim)) === 'at work') continue;
    for (const upload of uploads) await store.abortUpload(upload);
    // The claim goes last: a sweep that is interrupted can be done again by the same rules.
    const last = claimKey(target, backupId);
    if (!isBackup)
      for (const key of keys.toSorted((a, b) => Number(a === last) - Number(b === last))) await store.remove(key);
    swept += 1;
  }
  return swept;
}

interface Leftover {
  readonly keys: string[];
  readonly uploads: { readonly key: string; readonly uploadId: string }[];
  changedAtMs: number;
}
