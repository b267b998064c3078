import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule as S3Rule,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { BucketSettings } from '../../../../domain/bucket-diagnosis.ts';
import type { LifecycleRule, Setting } from '../../../../domain/lifecycle-diagnosis.ts';
import { statusOf } from '../failures.ts';
import type { Bucket } from '../upload.ts';

/** Asks the bucket what protects it, and which rules remove or move objects. What is not answered is told as that. */
export async function readSettings({ client, bucket, storage }: Bucket): Promise<BucketSettings> {
  const Bucket = bucket;
  const sent = storage.ServerSideEncryption;
  return {
    versioning: await ask('s3:GetBucketVersioning', {}, async () => {
      const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket }));
      return Status === 'Enabled';
    }),
    objectLock: await ask(
      's3:GetBucketObjectLockConfiguration',
      { ObjectLockConfigurationNotFoundError: false },
      async () => {
        const { ObjectLockConfiguration } = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
        return ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
      },
    ),
    encryption:
      sent === undefined
        ? await ask(
            's3:GetEncryptionConfiguration',
            { ServerSideEncryptionConfigurationNotFoundError: null },
            async () => {
              const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }));
              const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
              return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? null;
            },
          )
        : { told: `${sent}, asked for with every object` },
    publicAccessBlock: await ask(
      's3:GetBucketPublicAccessBlock',
      { NoSuchPublicAccessBlockConfiguration: false },
      async () => {
        const answer = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
        const block = answer.PublicAccessBlockConfiguration;
        return [
          block?.BlockPublicAcls,
          block?.IgnorePublicAcls,
          block?.BlockPublicPolicy,
          block?.RestrictPublicBuckets,
        ].every(part => part === true);
      },
    ),
    lifecycle: await ask('s3:GetLifecycleConfiguration', { NoSuchLifecycleConfiguration: [] }, async () => {
      const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      return (Rules ?? []).filter(({ Status }) => Status === 'Enabled').map(ruleOf);
    }),
  };
}

/** `absent` are error codes by which stores say that there is no such setting, and what that means. */
async function ask<T>(
  right: string,
  absent: { readonly [code: string]: T },
  read: () => Promise<T>,
): Promise<Setting<T>> {
  try {
    return { told: await read() };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    const meant = Object.entries(absent).find(([code]) => code === name);
    if (meant !== undefined) return { told: meant[1] };
    const refused = error instanceof S3ServiceException && statusOf(error) === 403;
    return { unanswered: refused ? `this identity may not ask: ${right}` : `the store does not answer this (${name})` };
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html; `Prefix` beside `Filter` is the older form. */
function ruleOf({ ID, Filter, Prefix, Expiration, Transitions }: S3Rule): LifecycleRule {
  const tagged = Filter?.Tag !== undefined || (Filter?.And?.Tags ?? []).length > 0;
  return {
    id: ID ?? 'without a name',
    prefix: Filter?.And?.Prefix ?? Filter?.Prefix ?? Prefix ?? '',
    tagged,
    expires: Expiration?.Days !== undefined || Expiration?.Date !== undefined,
    movesTo: (Transitions ?? []).flatMap(({ StorageClass }) => StorageClass ?? []),
  };
}
