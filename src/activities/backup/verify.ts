import type { LackingCopy } from '../../domain/copies.ts';
import { Failure } from '../../domain/failures.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import type { ObjectInParts, ObjectStore } from '../repository/object-store.ts';
import { readDraft } from '../spool/spool.ts';
import { destinations, inEach } from './stores.ts';
import { objectOf, type SpooledInput, sendObject } from './upload.ts';

/** How a copy was held against what was sent. */
export interface VerifiedCopy {
  readonly repository: string;
  readonly by: 'checksums' | 'read';
  /** How many requests had to be made again; absent where none had. */
  readonly repeats?: number;
}

/**
 * Makes sure that every repository holds what was sent: size and checksum of every part. What a store lost or changed is sent once
 * more, as long as the spool has it. Where repositories go apart, those that do not hold it are named with their failure.
 * @throws Failure StoredBytesDiffer
 */
export async function verifyBackup(
  { plan, folder, to, apart = false }: SpooledInput,
  job: Job,
  deps: Deps,
): Promise<readonly (VerifiedCopy | LackingCopy)[]> {
  const draft = await readDraft({ path: folder });
  const all = destinations(plan, deps, to);
  const totalBytes = storedSizeBytes(draft) * all.length;
  let doneBytes = 0;
  const verified: VerifiedCopy[] = [];
  const lacking = await inEach(all, apart, async ({ name, store }) => {
    const ways = new Set<'checksums' | 'read'>();
    for (const artifact of draft.artifacts) {
      job.report({ step: 'verify', doneBytes, totalBytes, item: `${artifact.name} in ${name}` });
      const object = objectOf(plan, folder, artifact);
      const send = () => sendObject(store, object, job.signal, () => undefined);
      ways.add(
        plan.staging === 'stream'
          ? await verifyStreamed(store, object, job.signal)
          : await verifyOrMend(store, object, job.signal, send),
      );
      doneBytes += artifact.sizeBytes;
    }
    verified.push({
      repository: name,
      by: ways.has('read') ? 'read' : 'checksums',
      ...(store.repeats() > 0 && { repeats: store.repeats() }),
    });
  });
  return [...verified, ...lacking];
}

/** What was streamed cannot be sent again: what differs must be dumped again. */
async function verifyStreamed(store: ObjectStore, object: ObjectInParts, signal: AbortSignal) {
  try {
    return await store.verify(object, signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'StoredBytesDiffer') throw error;
    throw new Failure('SpoolMissing', `${error.message}, and it was streamed`, { hint: error.hint, cause: error });
  }
}

/** Verifies an object that no manifest names yet, so that a wrong one can make room for a right one, which `send` sends. */
export async function verifyOrMend(
  store: ObjectStore,
  object: ObjectInParts,
  signal: AbortSignal,
  send: () => Promise<unknown>,
): Promise<'checksums' | 'read'> {
  try {
    return await store.verify(object, signal);
  } catch (difference) {
    if (!(difference instanceof Failure) || difference.kind !== 'StoredBytesDiffer') throw difference;
    // Where nothing may be removed the difference is what has to be told.
    await store.remove(object.key).catch(() => Promise.reject(difference));
    await send();
    return store.verify(object, signal);
  }
}
