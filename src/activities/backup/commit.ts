import { Failure } from '../../domain/failures.ts';
import type { Manifest } from '../../domain/manifest.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import { configuredPolicy } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { openContentKey } from '../keys/content-key.ts';
import { sealManifest } from '../keys/seal.ts';
import { readManifest } from '../repository/catalogue.ts';
import { encodeJson } from '../repository/json-object.ts';
import { backupPrefix, manifestKey, parseBackupKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { readDraft } from '../spool/spool.ts';
import { destinations } from './stores.ts';
import type { SpooledInput } from './upload.ts';

/**
 * Makes the stored artifacts a backup: writes the sealed manifest into every repository, last of all and only where there is
 * none. Repeating it finds its own manifest and changes nothing.
 * @throws Failure RepositoryUnusable where another run's manifest lies under this id.
 */
export async function commitBackup(
  { plan, folder, committedAt }: SpooledInput & { readonly committedAt: string },
  deps: Deps,
): Promise<void> {
  const all = destinations(plan, deps);
  const draft = await readDraft({ path: folder });
  const manifest: Manifest = { ...draft, committedAt };
  for (const { store } of all) {
    const key = await openContentKey(
      store,
      draft.encryption.keyId,
      configuredPolicy(deps.configuration, plan.policy).keys,
    );
    const outcome = await store.putIfAbsent(
      manifestKey(plan.target, plan.backupId),
      encodeJson(sealManifest(manifest, key)),
    );
    if (outcome === 'exists') await assertOwn(store, plan);
    await removeStrays(store, plan, manifest);
  }
}

async function assertOwn(store: ObjectStore, plan: BackupPlan): Promise<void> {
  const found = await readManifest(store, plan.target, plan.backupId);
  if (found.run.firstExecutionRunId === plan.run.firstExecutionRunId) return;
  throw new Failure('RepositoryUnusable', `${store.description} has a backup ${plan.backupId} of another run already`, {
    hint: 'do two installations write the same target into this repository? Give each a prefix of its own',
  });
}

/** Removes what earlier attempts of this run left beside the artifacts of the manifest. */
async function removeStrays(store: ObjectStore, plan: BackupPlan, manifest: Manifest): Promise<void> {
  const prefix = backupPrefix(plan.target, plan.backupId);
  const kept = new Set(['manifest.json', 'run.json', ...manifest.artifacts.map(({ object }) => object)]);
  for await (const { key } of store.list(prefix)) {
    const file = parseBackupKey(key)?.file;
    if (file !== undefined && !kept.has(file)) await store.remove(key);
  }
  for await (const upload of store.unfinishedUploads(prefix)) await store.abortUpload(upload);
}
