import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  ListPartsCommand,
  type ListPartsCommandOutput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Failure } from '../../../domain/failures.ts';
import { inLanes } from '../concurrency.ts';
import type { ObjectInParts, ObjectStore, PartSource, UnfinishedUpload } from '../object-store.ts';
import { STORE_HINT } from '../verification.ts';
import { isTaken } from './failures.ts';

/** What stays the same over all requests of one repository. */
export interface Bucket {
  readonly client: S3Client;
  readonly bucket: string;
  /** Storage class and server-side encryption of new objects. */
  readonly storage: Pick<CreateMultipartUploadCommandInput, 'StorageClass' | 'ServerSideEncryption' | 'SSEKMSKeyId'>;
  /** Told of requests that were made again. */
  readonly onRepeat?: (times: number) => void;
}

const LANES = 4;

/** Multipart upload under a full key. `earlier` are unfinished uploads of that key; one with matching parts is gone on with. */
export async function uploadInParts(
  at: Bucket,
  object: ObjectInParts,
  earlier: readonly UnfinishedUpload[],
  signal: AbortSignal,
  sent: Parameters<ObjectStore['upload']>[2],
): Promise<'stored' | 'exists'> {
  const upload = (await resumable(at, object, earlier)) ?? {
    uploadId: await beginUpload(at, object.key),
    present: new Set(),
  };
  await inLanes(object.parts, LANES, async (part, index) => {
    signal.throwIfAborted();
    const reused = upload.present.has(index);
    if (!reused) await sendPart(at, object.key, upload.uploadId, index, part, signal);
    sent({ index, sizeBytes: part.sizeBytes, reused });
  });
  return completeUpload(at, object, upload.uploadId, signal);
}

/** What must be known of an object to complete its upload. */
interface SentObject {
  readonly key: string;
  readonly parts: readonly Pick<PartSource, 'sha256'>[];
}

/** Makes an object of the parts of an upload, under a full key that has none yet. */
export async function completeUpload(
  at: Bucket,
  object: SentObject,
  uploadId: string,
  signal: AbortSignal,
): Promise<'stored' | 'exists'> {
  signal.throwIfAborted();
  const Parts = await listedParts(at, object.key, uploadId);
  assertAllThere(object, Parts);
  try {
    await at.client.send(
      new CompleteMultipartUploadCommand({
        ...name(at, object.key),
        UploadId: uploadId,
        MultipartUpload: { Parts },
        IfNoneMatch: '*',
      }),
      { abortSignal: signal },
    );
    return 'stored';
  } catch (error) {
    if (!isTaken(error)) throw error;
    await at.client.send(new AbortMultipartUploadCommand({ ...name(at, object.key), UploadId: uploadId }));
    return 'exists';
  }
}

/** A store that took a part and does not have it would make an object of the others. The next attempt sends what is missing. */
function assertAllThere({ key, parts }: SentObject, listed: Awaited<ReturnType<typeof listedParts>>): void {
  const stored = new Map(listed.map(({ PartNumber, ChecksumSHA256 }) => [PartNumber, ChecksumSHA256]));
  const lost = parts.findIndex(({ sha256 }, index) => stored.get(index + 1) !== base64(sha256));
  if (lost < 0) return;
  throw new Failure('StoredBytesDiffer', `the store took part ${lost + 1} of ${key}, and does not have it`, {
    hint: STORE_HINT,
  });
}

/** Begins a multipart upload under a full key; returns its id. */
export async function beginUpload(at: Bucket, key: string): Promise<string> {
  const input = { ...name(at, key), ...at.storage, ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' } as const;
  const { UploadId } = await at.client.send(new CreateMultipartUploadCommand(input));
  if (UploadId === undefined) throw new TypeError('CreateMultipartUpload answered without an upload id');
  return UploadId;
}

/** The newest earlier upload whose parts are all parts of this object, and which of them it has. */
async function resumable(at: Bucket, object: ObjectInParts, earlier: readonly UnfinishedUpload[]) {
  for (const { uploadId } of earlier.toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())) {
    const parts = await listedParts(at, object.key, uploadId);
    const indexes = parts.map(part => (part.PartNumber ?? 0) - 1);
    const same = parts.every((part, position) => {
      const wanted = object.parts[indexes[position] ?? -1];
      return wanted !== undefined && part.ChecksumSHA256 === base64(wanted.sha256);
    });
    if (same) return { uploadId, present: new Set(indexes) };
  }
  return undefined;
}

async function sendPart(
  at: Bucket,
  key: string,
  uploadId: string,
  index: number,
  part: ObjectInParts['parts'][number],
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const body = part.open();
    // The client does not listen: a source that breaks off would leave the request waiting for the rest.
    const broken = new AbortController();
    body.once('error', error => broken.abort(error));
    try {
      await at.client.send(
        new UploadPartCommand({
          ...name(at, key),
          UploadId: uploadId,
          PartNumber: index + 1,
          Body: body,
          ContentLength: part.sizeBytes,
          ChecksumSHA256: base64(part.sha256),
        }),
        { abortSignal: AbortSignal.any([signal, broken.signal]) },
      );
      return;
    } catch (error) {
      signal.throwIfAborted();
      broken.signal.throwIfAborted();
      // The client cannot rewind a stream, so a part's quick tries are made here, each with a stream of its own.
      if (attempt === PART_ATTEMPTS) throw error;
      at.onRepeat?.(1);
    } finally {
      body.destroy();
    }
  }
}

const PART_ATTEMPTS = 3;

/** The parts an upload has. Not by the SDK's paginator: it never ends on stores that name a next marker on the last page. */
async function listedParts(at: Bucket, key: string, uploadId: string) {
  const parts = [];
  let marker: string | undefined;
  for (;;) {
    const page: ListPartsCommandOutput = await at.client.send(
      new ListPartsCommand({ ...name(at, key), UploadId: uploadId, PartNumberMarker: marker }),
    );
    for (const part of page.Parts ?? []) {
      parts.push({ PartNumber: part.PartNumber, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 });
    }
    if (page.IsTruncated !== true || page.NextPartNumberMarker === marker) return parts;
    marker = page.NextPartNumberMarker;
  }
}

function name(at: Bucket, key: string) {
  return { Bucket: at.bucket, Key: key };
}

export function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
