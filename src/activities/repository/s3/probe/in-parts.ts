import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../upload.ts';
import { PROBE, PROBE_SHA256 } from './probe-object.ts';
import type { Trial } from './trial.ts';

/** Tries what is done with large objects: one upload under `key` is completed and stays, a second one is given up. */
export async function tryInParts(trial: Trial, at: Bucket, key: string): Promise<void> {
  const { attempt, isDone } = trial;
  const object = { Bucket: at.bucket, Key: key };
  const begin = async () => {
    const input = { ...object, ...at.storage, ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' } as const;
    return (await at.client.send(new CreateMultipartUploadCommand(input))).UploadId;
  };
  const sendPart = async (UploadId: string | undefined) => {
    const part = { ...object, UploadId, PartNumber: 1, Body: PROBE, ChecksumSHA256: PROBE_SHA256 };
    return (await at.client.send(new UploadPartCommand(part))).ETag;
  };
  const complete = async (UploadId: string | undefined, ETag: string | undefined) => {
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256: PROBE_SHA256 }] };
    await at.client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));
  };

  let first: string | undefined;
  let tag: string | undefined;
  await attempt('begin multipart', true, async () => {
    first = await begin();
    return first === undefined ? 'no upload id came back' : undefined;
  });
  await attempt('send part', isDone('begin multipart'), async () => {
    tag = await sendPart(first);
    return undefined;
  });
  await attempt('list parts', isDone('send part'), async () => {
    const { Parts } = await at.client.send(new ListPartsCommand({ ...object, UploadId: first }));
    return Parts?.length === 1 ? undefined : 'the listing lacks the part that was sent just now';
  });
  await attempt('complete multipart', isDone('send part'), async () => {
    await complete(first, tag);
    return undefined;
  });
  // Where the first one could not be completed it is the one to give up.
  const second = isDone('complete multipart') ? await begin() : first;
  await attempt('list uploads', true, async () => {
    const { Uploads } = await at.client.send(new ListMultipartUploadsCommand({ Bucket: at.bucket, Prefix: key }));
    const isThere = (Uploads ?? []).some(({ UploadId }) => UploadId === second);
    return second === undefined || isThere ? undefined : 'the listing lacks the upload that was begun just now';
  });
  await attempt('abort multipart', second !== undefined, async () => {
    await at.client.send(new AbortMultipartUploadCommand({ ...object, UploadId: second }));
    return undefined;
  });
  // One that may not be given up ends as the object: the next doctor adds none to it.
  if (!isDone('abort multipart') && isDone('complete multipart')) await complete(second, await sendPart(second));
}
