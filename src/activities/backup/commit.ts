import type { LackingCopy } from '../../domain/copies.ts';
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
import { forgetMeantCopies, noteMeantCopies } from '../repository/meant-copies.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { readDraft } from '../spool/spool.ts';
import { type Destination, destinations, inEach } from './stores.ts';
import type { SpooledInput } from './upload.ts';

/** What came of a commit. */
export interface Committed {
  /** Repositories that the plan names and that have no manifest now. */
  readonly lacking: readonly LackingCopy[];
  /** Whether an earlier attempt, whose host was lost, had committed other artifacts already: the backup is that one. */
  readonly isEarlier: boolean;
}

/**
 * Makes the stored artifacts a backup: writes the sealed manifest into every repository, last of all and only where there is
 * none. Repeating it finds its own manifest and changes nothing. Where repositories go apart, each first gets a note of all that
 * are meant to have the backup, which goes away when they have.
 * @throws Failure RepositoryUnusable where another run's manifest lies under this id.
 */
export async function commitBackup(
  { plan, folder, committedAt, to, apart = false }: SpooledInput & { readonly committedAt: string },
  deps: Deps,
): Promise<Committed> {
  const all = destinations(plan, deps, to);
  const draft = await readDraft({ path: folder });
  const { keys } = configuredPolicy(deps.configuration, plan.policy);
  const standing = await findStanding(all, plan);
  const isEarlier = standing !== undefined && !hasSameArtifacts(standing, draft);
  const manifest: Manifest = { ...draft, committedAt };
  const lacking = await inEach(all, apart, async ({ store }) => {
    const key = await openContentKey(store, draft.encryption.keyId, keys);
    if (apart) await noteMeantCopies(store, plan.target, plan.backupId, plan.repositories);
    if (isEarlier && (await store.sizeOf(manifestKey(plan.target, plan.backupId))) === undefined)
      throw otherArtifacts(store, plan);
    const sealed = encodeJson(sealManifest(manifest, key));
    const outcome = await store.putIfAbsent(manifestKey(plan.target, plan.backupId), sealed);
    await removeStrays(store, plan, outcome === 'exists' ? await readOwn(store, plan) : manifest);
  });
  if (apart && lacking.length === 0 && all.length === plan.repositories.length)
    for (const { store } of all) await forgetMeantCopies(store, plan.target, plan.backupId);
  return { lacking, isEarlier };
}

/** The manifest that an earlier attempt of this run has written into one of the repositories. One that does not answer has none to tell. */
async function findStanding(all: readonly Destination[], plan: BackupPlan): Promise<Manifest | undefined> {
  for (const { store } of all) {
    try {
      const isThere = (await store.sizeOf(manifestKey(plan.target, plan.backupId))) !== undefined;
      if (isThere) return await readOwn(store, plan);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'RepositoryUnreachable') throw error;
    }
  }
  return undefined;
}

/** The manifest of this run. Throws RepositoryUnusable where it is that of another one. */
async function readOwn(store: ObjectStore, plan: BackupPlan): Promise<Manifest> {
  const found = await readManifest(store, plan.target, plan.backupId);
  if (found.run.firstExecutionRunId === plan.run.firstExecutionRunId) return found;
  throw new Failure('RepositoryUnusable', `${store.description} has a backup ${plan.backupId} of another run already`, {
    hint: 'do two installations write the same target into this repository? Give each a prefix of its own',
  });
}

function hasSameArtifacts(one: Pick<Manifest, 'artifacts'>, other: Pick<Manifest, 'artifacts'>): boolean {
  const objects = new Set(other.artifacts.map(({ object }) => object));
  return one.artifacts.length === objects.size && one.artifacts.every(({ object }) => objects.has(object));
}

function otherArtifacts(store: ObjectStore, { backupId }: BackupPlan): Failure {
  const message = `another repository has ${backupId} with the artifacts of an earlier attempt, ${store.description} has later ones`;
  return new Failure('StoredBytesDiffer', message, { hint: 'a copy of the committed ones takes their place' });
}

/** Removes what other attempts of this run left beside the artifacts of the manifest. */
async function removeStrays(store: ObjectStore, plan: BackupPlan, manifest: Manifest): Promise<void> {
  const prefix = backupPrefix(plan.target, plan.backupId);
  const kept = new Set(['manifest.json', 'run.json', 'copies.json', ...manifest.artifacts.map(({ object }) => object)]);
  for await (const { key } of store.list(prefix)) {
    const file = parseBackupKey(key)?.file;
    if (file !== undefined && !kept.has(file)) await store.remove(key);
  }
  for await (const upload of store.unfinishedUploads(prefix)) await store.abortUpload(upload);
}
