import { Failure } from '../../domain/failures.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import type { Deps } from '../deps.ts';
import { backupPrefix, manifestKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { removeSpool } from '../spool/spool.ts';
import { destinations, inEach } from './stores.ts';

/**
 * Removes what a run that will make no backup has stored. A copy that was committed stays when the run failed elsewhere, and
 * goes when a person cancelled the run.
 */
export async function discardBackup(
  { plan, cancelled }: { readonly plan: BackupPlan; readonly cancelled: boolean },
  deps: Deps,
): Promise<void> {
  const all = destinations(plan, deps);
  // One that does not answer keeps none of the others from being cleared.
  const [first] = await inEach(all, true, async ({ store }) => {
    const manifest = manifestKey(plan.target, plan.backupId);
    if (cancelled) await store.remove(manifest);
    if ((await store.sizeOf(manifest)) === undefined)
      await removeObjects(store, backupPrefix(plan.target, plan.backupId));
  });
  if (first !== undefined) throw new Failure(first.failure.kind, first.failure.message, { hint: first.failure.hint });
}

/** Removes every object and every unfinished upload below a backup's prefix. */
export async function removeObjects(store: ObjectStore, prefix: string): Promise<void> {
  for await (const upload of store.unfinishedUploads(prefix)) await store.abortUpload(upload);
  for await (const { key } of store.list(prefix)) await store.remove(key);
}

/** Removes what this host has spooled for a backup. */
export async function clearSpool({ plan }: { readonly plan: BackupPlan }, deps: Deps): Promise<void> {
  await removeSpool(deps.configuration.worker.spoolDirectory, plan.backupId);
}
