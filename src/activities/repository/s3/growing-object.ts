import { createHash } from 'node:crypto';
import { AbortMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { GrowingObject } from '../object-store.ts';
import { type Bucket, base64, beginUpload, completeUpload } from './upload.ts';

/** A multipart upload under a full key whose parts are sent one after the other. The client repeats a part that fails. */
export async function beginInBucket(at: Bucket, key: string): Promise<GrowingObject> {
  const uploadId = await beginUpload(at, key);
  const parts: { readonly sha256: string }[] = [];
  const upload = { Bucket: at.bucket, Key: key, UploadId: uploadId };
  return {
    add: async (part, signal) => {
      const sha256 = createHash('sha256').update(part).digest('hex');
      const PartNumber = parts.length + 1;
      const command = new UploadPartCommand({ ...upload, PartNumber, Body: part, ChecksumSHA256: base64(sha256) });
      await at.client.send(command, { abortSignal: signal });
      parts.push({ sha256 });
    },
    complete: signal => completeUpload(at, { key, parts }, uploadId, signal),
    abandon: async () => {
      await at.client.send(new AbortMultipartUploadCommand(upload));
    },
  };
}
