import type { SecretReader } from '../../config/references.ts';
import { BUCKET_RIGHTS, type BucketRequest, judgeRequest, judgeSettings } from '../../domain/bucket-diagnosis.ts';
import { type Finding, findingOfFailure, findingsOf } from '../../domain/diagnosis.ts';
import { Failure } from '../../domain/failures.ts';
import type { S3Repository } from '../../domain/repositories.ts';
import { judgeStoreTransport } from '../../domain/transport-diagnosis.ts';
import { bucketProbe } from '../repository/s3/probe/bucket.ts';

const repository = findingsOf('repository');

/** Tries each right on a probe, and asks what protects the bucket. What cannot be asked is skipped, never ok. */
export async function diagnoseBucket(
  each: S3Repository,
  target: string,
  readSecret: SecretReader,
): Promise<readonly Finding[]> {
  const { name, bucket, prefix } = each;
  const label = `${name}: bucket`;
  const probe = bucketProbe(each, readSecret);
  try {
    const { tried, left } = await probe.tryRequests(target);
    const requests = Object.keys(BUCKET_RIGHTS) as BucketRequest[];
    return [
      repository.ok(label, `${bucket} answers`),
      judgeStoreTransport(name, each.endpoint),
      ...requests.map(request =>
        judgeRequest(name, request, tried.get(request) ?? { answer: 'not tried' }, resourceOf(request, each)),
      ),
      ...left.map(key => repository.warning(`${name}: probe`, `${key} could not be removed`, 'remove it by hand')),
      ...judgeSettings(name, bucket, prefix, await probe.readSettings()),
    ];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [
      findingOfFailure('repository', label, error),
      repository.skipped(`${name}: rights and settings`, 'the bucket could not be asked'),
    ];
  } finally {
    probe.close();
  }
}

/** What a policy must allow the request on: listings are allowed on the bucket, all else on what lies below the prefix. */
function resourceOf(request: BucketRequest, { bucket, prefix }: S3Repository): string {
  if (request === 'list' || request === 'list uploads') return `arn:aws:s3:::${bucket}`;
  return `arn:aws:s3:::${[bucket, prefix, '*'].filter(part => part !== '').join('/')}`;
}
