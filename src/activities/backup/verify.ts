import { Failure } from '../../domain/failures.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { readDraft } from '../spool/spool.ts';
import { destinations } from './stores.ts';
import { objectOf, type SpooledInput, type SpooledObject, sendObject } from './upload.ts';

/** How a copy was held against what was sent. */
export interface VerifiedCopy {
  readonly repository: string;
  readonly by: 'checksums' | 'read';
}

/**
 * Makes sure that every repository holds what was sent: size and checksum of every part. What a store lost or changed is sent once
 * more, as long as the spool has it.
 * @throws Failure StoredBytesDiffer
 */
export async function verifyBackup(
  { plan, folder }: SpooledInput,
  job: Job,
  deps: Deps,
): Promise<readonly VerifiedCopy[]> {
  const draft = await readDraft({ path: folder });
  const all = destinations(plan, deps);
  const totalBytes = storedSizeBytes(draft) * all.length;
  let doneBytes = 0;
  const verified: VerifiedCopy[] = [];
  for (const { name, store } of all) {
    const ways = new Set<'checksums' | 'read'>();
    for (const artifact of draft.artifacts) {
      job.report({ step: 'verify', doneBytes, totalBytes, item: `${artifact.name} in ${name}` });
      ways.add(await verifyOrMend(store, objectOf(plan, folder, artifact), job.signal));
      doneBytes += artifact.sizeBytes;
    }
    verified.push({ repository: name, by: ways.has('read') ? 'read' : 'checksums' });
  }
  return verified;
}

/** No manifest names the object yet, so that a wrong one can make room for a right one. */
async function verifyOrMend(
  store: ObjectStore,
  object: SpooledObject,
  signal: AbortSignal,
): Promise<'checksums' | 'read'> {
  try {
    return await store.verify(object, signal);
  } catch (difference) {
    if (!(difference instanceof Failure) || difference.kind !== 'StoredBytesDiffer') throw difference;
    // Where nothing may be removed the difference is what has to be told.
    await store.remove(object.key).catch(() => Promise.reject(difference));
    await sendObject(store, object, signal, () => undefined);
    return store.verify(object, signal);
  }
}
