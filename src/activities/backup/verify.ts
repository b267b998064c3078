import { storedSizeBytes } from '../../domain/manifest.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { readDraft } from '../spool/spool.ts';
import { destinations } from './stores.ts';
import { objectOf, type SpooledInput } from './upload.ts';

/** How a copy was held against what was sent. */
export interface VerifiedCopy {
  readonly repository: string;
  readonly by: 'checksums' | 'read';
}

/**
 * Makes sure that every repository holds what was sent: size and checksum of every part.
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
      ways.add(await store.verify(objectOf(plan, folder, artifact), job.signal));
      doneBytes += artifact.sizeBytes;
    }
    verified.push({ repository: name, by: ways.has('read') ? 'read' : 'checksums' });
  }
  return verified;
}
