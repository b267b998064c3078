import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LackingCopy } from '../../domain/copies.ts';
import { type Artifact, partSizeOf, storedSizeBytes } from '../../domain/manifest.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import type { Deps } from '../deps.ts';
import { copyContentKey } from '../keys/content-key.ts';
import type { Job } from '../lib/job.ts';
import { artifactKey } from '../repository/layout.ts';
import type { ObjectInParts, ObjectStore } from '../repository/object-store.ts';
import { readDraft } from '../spool/spool.ts';
import { type Apart, destinations, inEach, repeatsOf } from './stores.ts';

/** Where the artifacts of a dump wait. */
export interface SpooledInput extends Apart {
  readonly plan: BackupPlan;
  readonly folder: string;
}

/** How many bytes an upload sent, and how many earlier attempts had sent already. */
export interface Uploaded {
  readonly sentBytes: number;
  readonly reusedBytes: number;
  /** How many requests had to be made again; absent from earlier releases. */
  readonly repeats?: number;
  /** Repositories that did not take it; absent where all did. */
  readonly lacking?: readonly LackingCopy[];
}

/** An object whose bytes lie in a file of this host. */
export type SpooledObject = ObjectInParts & { readonly file: string };

/** An object up to this size goes in one request. */
const SMALL_BYTES = 8 * 1_048_576;

/** Copies the spooled artifacts into every repository of the plan. A repeated attempt sends what is missing only. */
export async function uploadBackup(
  { plan, folder, to, apart = false }: SpooledInput,
  job: Job,
  deps: Deps,
): Promise<Uploaded> {
  const draft = await readDraft({ path: folder });
  const all = destinations(plan, deps, to);
  const totalBytes = storedSizeBytes(draft) * all.length;
  let sentBytes = 0;
  let reusedBytes = 0;
  const lacking = await inEach(all, apart, async ({ name, store }) => {
    await copyContentKey(all[0]?.store ?? store, store, draft.encryption.keyId);
    for (const artifact of draft.artifacts) {
      const object = objectOf(plan, folder, artifact);
      const sent = (part: { readonly sizeBytes: number; readonly reused: boolean }) => {
        if (part.reused) reusedBytes += part.sizeBytes;
        else sentBytes += part.sizeBytes;
        job.report({
          step: 'upload',
          doneBytes: sentBytes + reusedBytes,
          totalBytes,
          item: `${artifact.name} to ${name}`,
        });
      };
      await sendObject(store, object, job.signal, sent);
      job.signal.throwIfAborted();
    }
  });
  return { sentBytes, reusedBytes, repeats: repeatsOf(all), ...(lacking.length > 0 ? { lacking } : {}) };
}

/** Stores a spooled object where there is none, in one request or in parts. `sent` is told of each piece. */
export async function sendObject(
  store: ObjectStore,
  object: SpooledObject,
  signal: AbortSignal,
  sent: (part: { readonly sizeBytes: number; readonly reused: boolean }) => void,
): Promise<void> {
  if (object.parts.length === 1 && object.sizeBytes <= SMALL_BYTES) {
    const outcome = await store.putIfAbsent(object.key, await readFile(object.file));
    sent({ sizeBytes: object.sizeBytes, reused: outcome === 'exists' });
  } else await store.upload(object, signal, sent);
}

/** A spooled artifact as a store takes it. */
export function objectOf(plan: BackupPlan, folder: string, artifact: Artifact): SpooledObject {
  const file = join(folder, artifact.object);
  return {
    key: artifactKey(plan.target, plan.backupId, artifact.object),
    sizeBytes: artifact.sizeBytes,
    partSizeBytes: artifact.partSizeBytes,
    file,
    parts: artifact.parts.map((sha256, index) => {
      const start = index * artifact.partSizeBytes;
      const sizeBytes = partSizeOf(artifact, index);
      return {
        sizeBytes,
        sha256,
        open: () => createReadStream(file, { start, end: start + sizeBytes - 1, highWaterMark: 1_048_576 }),
      };
    }),
  };
}
