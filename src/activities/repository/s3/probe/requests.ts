import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { BucketRequest, Tried } from '../../../../domain/bucket-diagnosis.ts';
import { isTaken, s3Failure } from '../failures.ts';
import type { Bucket } from '../upload.ts';
import { outcomeOfRefusal } from './refusals.ts';

/** What is sent and read back. */
const BODY = Buffer.from('a probe of firedrill doctor, which removes it again\n');
const RANGE = { first: 2, last: 6 } as const;

/** How each request went, and the names of what could not be removed again. */
export interface TriedRequests {
  readonly tried: ReadonlyMap<BucketRequest, Tried>;
  readonly left: readonly string[];
}

/**
 * Makes each request that Firedrill needs on two probe objects under `key`, which is a full key that nothing else uses, and
 * removes them. What an earlier probe left under the key is taken over. A request that needs what an earlier one did not get
 * is not tried.
 * @throws Failure where the store cannot be reached, the bucket is not there, or nobody knows the credentials.
 */
export async function tryRequests(at: Bucket, key: string, place: string): Promise<TriedRequests> {
  const tried = new Map<BucketRequest, Tried>();
  /** The request's answer where it was done. `work` says in words what was wrong with a request that was not refused. */
  const tryOne = async (request: BucketRequest, needs: boolean, work: () => Promise<string | undefined>) => {
    if (!needs) return void tried.set(request, { answer: 'not tried' });
    try {
      const how = await work();
      tried.set(request, how === undefined ? { answer: 'done' } : { answer: 'wrong', how });
    } catch (error) {
      const outcome = outcomeOfRefusal(error);
      if (outcome === undefined) throw s3Failure(error, place);
      tried.set(request, outcome);
    }
  };
  const isDone = (request: BucketRequest) => tried.get(request)?.answer === 'done';
  const send = at.client.send.bind(at.client);
  const single = { Bucket: at.bucket, Key: key };
  const inParts = { Bucket: at.bucket, Key: `${key}-in-parts` };

  await tryOne('put', true, async () => {
    await send(new PutObjectCommand({ ...single, ...at.storage, Body: BODY, ChecksumSHA256 }));
    return undefined;
  });
  await tryOne('put if absent', isDone('put'), async () => {
    try {
      await send(new PutObjectCommand({ ...single, ...at.storage, Body: BODY, ChecksumSHA256, IfNoneMatch: '*' }));
    } catch (error) {
      if (isTaken(error)) return undefined;
      throw error;
    }
    return 'the store ignores If-None-Match: one run could write over what another has stored';
  });
  await tryOne('get', isDone('put'), async () => {
    const { Body } = await send(new GetObjectCommand(single));
    const found = Buffer.from((await Body?.transformToByteArray()) ?? []);
    return found.equals(BODY) ? undefined : 'what was read is not what was written';
  });
  await tryOne('ranged get', isDone('put'), async () => {
    const { Body } = await send(new GetObjectCommand({ ...single, Range: `bytes=${RANGE.first}-${RANGE.last}` }));
    const found = Buffer.from((await Body?.transformToByteArray()) ?? []);
    return found.equals(BODY.subarray(RANGE.first, RANGE.last + 1))
      ? undefined
      : 'a range is not what was written there';
  });
  await tryOne('list', true, async () => {
    const { Contents } = await send(new ListObjectsV2Command({ Bucket: at.bucket, Prefix: key }));
    const isThere = (Contents ?? []).some(({ Key }) => Key === key);
    return isThere || !isDone('put') ? undefined : 'the listing lacks what was written just now';
  });

  let uploadId: string | undefined;
  const begin = async () => {
    const input = { ...inParts, ...at.storage, ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' } as const;
    ({ UploadId: uploadId } = await send(new CreateMultipartUploadCommand(input)));
    return uploadId === undefined ? 'no upload id came back' : undefined;
  };
  let ETag: string | undefined;
  await tryOne('begin multipart', true, begin);
  await tryOne('send part', isDone('begin multipart'), async () => {
    const part = { ...inParts, UploadId: uploadId, PartNumber: 1, Body: BODY, ChecksumSHA256 };
    ({ ETag } = await send(new UploadPartCommand(part)));
    return undefined;
  });
  await tryOne('list parts', isDone('send part'), async () => {
    const { Parts } = await send(new ListPartsCommand({ ...inParts, UploadId: uploadId }));
    return Parts?.length === 1 ? undefined : 'the listing lacks the part that was sent just now';
  });
  const complete = async () => {
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] };
    await send(new CompleteMultipartUploadCommand({ ...inParts, UploadId: uploadId, MultipartUpload }));
    uploadId = undefined;
    return undefined;
  };
  await tryOne('complete multipart', isDone('send part'), complete);
  if (uploadId === undefined && isDone('begin multipart')) await begin();
  await tryOne('list uploads', true, async () => {
    const { Uploads } = await send(new ListMultipartUploadsCommand({ Bucket: at.bucket, Prefix: inParts.Key }));
    const isThere = (Uploads ?? []).some(upload => upload.UploadId === uploadId);
    return uploadId === undefined || isThere ? undefined : 'the listing lacks the upload that was begun just now';
  });
  await tryOne('abort multipart', uploadId !== undefined, async () => {
    await send(new AbortMultipartUploadCommand({ ...inParts, UploadId: uploadId }));
    uploadId = undefined;
    return undefined;
  });
  // An upload that may not be given up ends as the probe object: a second doctor leaves no second one.
  if (uploadId !== undefined && isDone('complete multipart')) {
    ({ ETag } = await send(
      new UploadPartCommand({ ...inParts, UploadId: uploadId, PartNumber: 1, Body: BODY, ChecksumSHA256 }),
    ));
    await complete();
  }
  const stored = [...(isDone('put') ? [single] : []), ...(isDone('complete multipart') ? [inParts] : [])];
  await tryOne('delete', stored.length > 0, async () => {
    for (const object of stored) await send(new DeleteObjectCommand(object));
    return undefined;
  });
  return { tried, left: isDone('delete') ? [] : stored.map(({ Key }) => Key) };
}

const ChecksumSHA256 = createHash('sha256').update(BODY).digest('base64');
