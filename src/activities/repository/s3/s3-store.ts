import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { SecretReader } from '../../../config/references.ts';
import { Failure } from '../../../domain/failures.ts';
import { describeRepository, type S3Repository } from '../../../domain/repositories.ts';
import { safeKey, safePrefix } from '../keys.ts';
import type { ObjectStore, StoredObject, UnfinishedUpload } from '../object-store.ts';
import { hashStream, STORE_HINT, verifyByReading, verifySize } from '../verification.ts';
import { wholeRange } from '../whole-range.ts';
import { s3Client } from './client.ts';
import { isMissing, isTaken, s3Failure, statusOf } from './failures.ts';
import { beginInBucket } from './growing-object.ts';
import { type Bucket, base64, uploadInParts } from './upload.ts';

/** A repository in a bucket. Every write is conditional or replaces on purpose; every part carries its SHA-256. */
export function s3Store(repository: S3Repository, readSecret: SecretReader): ObjectStore {
  const place = describeRepository(repository);
  const root = repository.prefix === '' ? '' : `${repository.prefix}/`;
  let repeats = 0;
  const onRepeat = (times: number) => {
    repeats += times;
  };
  const at = { ...bucketOf(repository, s3Client(repository, readSecret, onRepeat)), onRepeat };
  const named = (key: string) => ({ Bucket: at.bucket, Key: root + safeKey(key) });
  const guarded = async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw s3Failure(error, place);
    }
  };
  const put = (key: string, body: Uint8Array, condition: { IfNoneMatch?: '*' }) => {
    const ChecksumSHA256 = createHash('sha256').update(body).digest('base64');
    return at.client.send(
      new PutObjectCommand({ ...named(key), ...at.storage, ...condition, Body: body, ChecksumSHA256 }),
    );
  };
  const valueOrMissing = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const unfinished = (prefix: string) => listUnfinished(at, root, safePrefix(prefix));
  const sizeOf: ObjectStore['sizeOf'] = key =>
    guarded(() => valueOrMissing(async () => (await at.client.send(new HeadObjectCommand(named(key)))).ContentLength));
  const read: ObjectStore['read'] = (key, range, signal) =>
    guarded(
      () =>
        valueOrMissing(async () => {
          // HTTP has no way to ask for no bytes.
          if (range.sizeBytes === 0) return (await sizeOf(key)) === undefined ? undefined : Readable.from([]);
          const Range = `bytes=${range.offset}-${range.offset + range.sizeBytes - 1}`;
          const get = new GetObjectCommand({ ...named(key), Range });
          const { Body } = await at.client.send(get, { abortSignal: signal });
          const source = Body instanceof Readable ? Body : Readable.from([]);
          const translate = (error: unknown) => s3Failure(error, place);
          return wholeRange(source, { key, place, sizeBytes: range.sizeBytes, translate }, signal);
        }),
      signal,
    );

  const store: ObjectStore = {
    description: place,
    repeats: () => repeats,
    read,
    sizeOf,
    putIfAbsent: (key, body) =>
      guarded(async () => {
        try {
          await put(key, body, { IfNoneMatch: '*' });
          return 'stored';
        } catch (error) {
          if (isTaken(error)) return 'exists';
          // 409: another conditional write of this key is under way; a later try sees what came of it.
          if (statusOf(error) === 409)
            throw new Failure('RepositoryUnreachable', `${place} is busy with ${key}`, { cause: error });
          throw error;
        }
      }),
    replace: (key, body) =>
      guarded(async () => {
        await put(key, body, {});
      }),
    upload: (object, signal, sent) =>
      guarded(async () => {
        if ((await sizeOf(object.key)) === object.sizeBytes) return 'exists';
        signal.throwIfAborted();
        const earlier = await Array.fromAsync(unfinished(object.key));
        const ours = earlier.filter(({ key }) => key === object.key);
        return uploadInParts(at, { ...object, key: named(object.key).Key }, ours, signal, sent);
      }, signal),
    begin: key =>
      guarded(async () => {
        const growing = await beginInBucket(at, named(key).Key);
        return {
          add: (part, signal) => guarded(() => growing.add(part, signal), signal),
          complete: signal => guarded(() => growing.complete(signal), signal),
          abandon: () => guarded(() => orGone(growing.abandon)),
        };
      }),
    verify: (object, signal) =>
      guarded(async () => {
        const head = await valueOrMissing(() =>
          at.client.send(new HeadObjectCommand({ ...named(object.key), ChecksumMode: 'ENABLED' }), {
            abortSignal: signal,
          }),
        );
        const stored = head?.ChecksumSHA256;
        if (stored === undefined)
          return verifyByReading(store, object, range => hashStream(store, object.key, range, signal));
        await verifySize({ description: place, sizeOf: async () => head?.ContentLength }, object);
        if (!checksumsOf(object.parts).includes(stored)) {
          throw new Failure(
            'StoredBytesDiffer',
            `the checksum of ${object.key} in ${place} is not that of what was sent`,
            { hint: STORE_HINT },
          );
        }
        return 'checksums';
      }, signal),
    get: key =>
      guarded(() =>
        valueOrMissing(async () => {
          const { Body } = await at.client.send(new GetObjectCommand(named(key)));
          return Buffer.from((await Body?.transformToByteArray()) ?? []);
        }),
      ),
    list: prefix => translated(listObjects(at, root, safePrefix(prefix)), place),
    remove: key =>
      guarded(async () => {
        await at.client.send(new DeleteObjectCommand(named(key)));
      }),
    unfinishedUploads: prefix => translated(unfinished(prefix), place),
    abortUpload: ({ key, uploadId }) =>
      guarded(() =>
        orGone(() => at.client.send(new AbortMultipartUploadCommand({ ...named(key), UploadId: uploadId }))),
      ),
  };
  return store;
}

/**
 * What S3 may name as SHA-256 of an object: of a multipart one the hash of all part hashes in a row with the number of parts
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html), of a single put its own.
 */
function checksumsOf(parts: readonly { readonly sha256: string }[]): readonly string[] {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(Buffer.from(part.sha256, 'hex'));
  const composite = `${hash.digest('base64')}-${parts.length}`;
  return parts.length === 1 ? [composite, base64(parts[0]?.sha256 ?? '')] : [composite];
}

/** Gives up what may be gone already. */
async function orGone(abort: () => Promise<unknown>): Promise<void> {
  try {
    await abort();
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

async function* listObjects(at: Bucket, root: string, prefix: string): AsyncIterable<StoredObject> {
  for await (const page of paginateListObjectsV2({ client: at.client }, { Bucket: at.bucket, Prefix: root + prefix })) {
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      yield { key: Key.slice(root.length), sizeBytes: Size ?? 0, modifiedAt: LastModified ?? new Date(0) };
    }
  }
}

/** S3 has no paginator for this listing. */
async function* listUnfinished(at: Bucket, root: string, prefix: string): AsyncIterable<UnfinishedUpload> {
  let page: Pick<ListMultipartUploadsCommandOutput, 'NextKeyMarker' | 'NextUploadIdMarker' | 'IsTruncated'> | undefined;
  do {
    const answer: ListMultipartUploadsCommandOutput = await at.client.send(
      new ListMultipartUploadsCommand({
        Bucket: at.bucket,
        Prefix: root + prefix,
        KeyMarker: page?.NextKeyMarker,
        UploadIdMarker: page?.NextUploadIdMarker,
      }),
    );
    for (const { Key, UploadId, Initiated } of answer.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined) continue;
      yield { key: Key.slice(root.length), uploadId: UploadId, modifiedAt: Initiated ?? new Date(0) };
    }
    page = answer;
  } while (page.IsTruncated);
}

async function* translated<T>(items: AsyncIterable<T>, place: string): AsyncIterable<T> {
  try {
    yield* items;
  } catch (error) {
    throw s3Failure(error, place);
  }
}

/** The bucket of a repository, and how objects are kept there. */
export function bucketOf(repository: S3Repository, client: Bucket['client']): Bucket {
  return {
    client,
    bucket: repository.bucket,
    storage: {
      StorageClass: storageClass(repository.storageClass),
      ServerSideEncryption: repository.serverSideEncryption?.algorithm,
      SSEKMSKeyId: repository.serverSideEncryption?.kmsKeyId,
    },
  };
}

function storageClass(written: string | undefined) {
  return written as Bucket['storage']['StorageClass'];
}
