import type { BackupPlan } from '../../domain/plan.ts';
import { claimOf } from '../../domain/run-claim.ts';
import { encodeJson } from './json-object.ts';
import { claimKey } from './layout.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Lays down the claim of a run in the folder of its backup: it shows that the repository can be written, and it tells later
 * runs whose leftovers these are. Repeating it changes nothing.
 */
export async function claimBackup(store: ObjectStore, plan: BackupPlan): Promise<void> {
  await store.putIfAbsent(claimKey(plan.target, plan.backupId), encodeJson(claimOf(plan.run)));
}
