import { createHash } from 'node:crypto';
import type { LackingCopy } from '../../domain/copies.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import type { KeepArtifact } from '../backup/snapshot-dump.ts';
import { type Destination, inEach, repeatsOf } from '../backup/stores.ts';
import { copyContentKey } from '../keys/content-key.ts';
import { artifactKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { type ArtifactKey, objectName } from '../spool/artifact.ts';
import { streamArtifact } from './streamed-artifact.ts';
import { teeTo } from './tee.ts';

/** The repositories of one attempt of a dump that is streamed. */
export interface Streaming {
  readonly keep: KeepArtifact;
  /** Names of the repositories that have everything that was kept, and those that do not. */
  readonly came: () => {
    readonly holding: readonly string[];
    /** How many requests had to be made again. */
    readonly repeats: number;
    readonly lacking: readonly LackingCopy[];
  };
  /** Removes what this attempt has stored. */
  readonly withdraw: () => Promise<void>;
}

/** What is streamed, by which attempt, and how it is encrypted. */
export interface StreamingOf {
  readonly plan: BackupPlan;
  /** `<round>-<attempt>`: names of objects carry its hash, since an abandoned attempt may still be at work. */
  readonly attempt: string;
  readonly keys: ArtifactKey;
  /** The repository that has the content key. */
  readonly keyStore: ObjectStore;
  readonly partSizeBytes: number;
}

/** Gives every repository the content key, and gets ready to send artifacts to all of them at once. */
export async function openStreaming(
  { plan, attempt, keys, keyStore, partSizeBytes }: StreamingOf,
  all: readonly Destination[],
  apart: boolean,
): Promise<Streaming> {
  const keyless = await inEach(all, apart, ({ store }) => copyContentKey(keyStore, store, keys.key.keyId));
  const keyed = all.filter(({ name }) => keyless.every(({ repository }) => repository !== name));
  const tee = teeTo(keyed, apart);
  const hash = createHash('sha256').update(`${plan.run.firstExecutionRunId} ${attempt}`).digest('hex');
  return {
    keep: (artifact, signal, onBytes) => {
      const object = objectName(artifact, hash);
      const to = { tee, object, key: artifactKey(plan.target, plan.backupId, object) };
      return streamArtifact(to, artifact, keys, partSizeBytes, signal, onBytes);
    },
    came: () => ({ holding: tee.holding(), repeats: repeatsOf(all), lacking: [...keyless, ...tee.lacking()] }),
    withdraw: tee.withdraw,
  };
}
