import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { BucketRequest, Tried } from '../../../../domain/bucket-diagnosis.ts';
import type { Bucket } from '../upload.ts';
import { tryInParts } from './in-parts.ts';
import { trySingle } from './single.ts';
import { openTrial } from './trial.ts';

/** How each request went, and the keys of what could not be removed again. */
export interface TriedRequests {
  readonly tried: ReadonlyMap<BucketRequest, Tried>;
  readonly left: readonly string[];
}

/**
 * Makes each request that Firedrill needs on two probe objects under `key`, a full key that nothing else uses, and removes
 * them. What an earlier probe left there is taken over.
 * @throws Failure where the store cannot be reached, the bucket is not there, or nobody knows the credentials.
 */
export async function tryRequests(at: Bucket, key: string, place: string): Promise<TriedRequests> {
  const trial = openTrial(place);
  const inParts = `${key}-in-parts`;
  await trySingle(trial, at, key);
  await tryInParts(trial, at, inParts);
  const stored = [...(trial.isDone('put') ? [key] : []), ...(trial.isDone('complete multipart') ? [inParts] : [])];
  await trial.attempt('delete', stored.length > 0, async () => {
    for (const Key of stored) await at.client.send(new DeleteObjectCommand({ Bucket: at.bucket, Key }));
    return undefined;
  });
  return { tried: trial.tried, left: trial.isDone('delete') ? [] : stored };
}
