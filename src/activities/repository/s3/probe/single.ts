import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { isTaken } from '../failures.ts';
import type { Bucket } from '../upload.ts';
import { PROBE, PROBE_SHA256 } from './probe-object.ts';
import type { Trial } from './trial.ts';

const RANGE = { first: 2, last: 6 } as const;

/** Tries what is done with small objects, on one under `key`, which stays. */
export async function trySingle(trial: Trial, at: Bucket, key: string): Promise<void> {
  const { attempt, isDone } = trial;
  const object = { Bucket: at.bucket, Key: key };
  const put = (condition: { IfNoneMatch?: '*' }) =>
    at.client.send(
      new PutObjectCommand({ ...object, ...at.storage, ...condition, Body: PROBE, ChecksumSHA256: PROBE_SHA256 }),
    );
  const get = async (Range?: string) => {
    const { Body } = await at.client.send(new GetObjectCommand({ ...object, Range }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  await attempt('put', true, async () => {
    await put({});
    return undefined;
  });
  await attempt('put if absent', isDone('put'), async () => {
    try {
      await put({ IfNoneMatch: '*' });
    } catch (error) {
      if (isTaken(error)) return undefined;
      throw error;
    }
    return 'the store ignores If-None-Match: one run could write over what another has stored';
  });
  await attempt('get', isDone('put'), async () =>
    (await get()).equals(PROBE) ? undefined : 'what was read is not what was written',
  );
  await attempt('ranged get', isDone('put'), async () => {
    const found = await get(`bytes=${RANGE.first}-${RANGE.last}`);
    return found.equals(PROBE.subarray(RANGE.first, RANGE.last + 1))
      ? undefined
      : 'a range is not what was written there';
  });
  await attempt('list', true, async () => {
    const { Contents } = await at.client.send(new ListObjectsV2Command({ Bucket: at.bucket, Prefix: key }));
    const isThere = (Contents ?? []).some(({ Key }) => Key === key);
    return isThere || !isDone('put') ? undefined : 'the listing lacks what was written just now';
  });
}
