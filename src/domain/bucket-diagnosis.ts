import { type Finding, findingsOf } from './diagnosis.ts';
import { judgeLifecycle, type LifecycleRule, type Setting } from './lifecycle-diagnosis.ts';

const repository = findingsOf('repository');

/** The requests that Firedrill makes of a bucket, in the order in which they are tried, with the right that each needs. */
export const BUCKET_RIGHTS = {
  put: 's3:PutObject',
  'put if absent': 's3:PutObject',
  get: 's3:GetObject',
  'ranged get': 's3:GetObject',
  list: 's3:ListBucket',
  'begin multipart': 's3:PutObject',
  'send part': 's3:PutObject',
  'list parts': 's3:ListMultipartUploadParts',
  'complete multipart': 's3:PutObject',
  'list uploads': 's3:ListBucketMultipartUploads',
  'abort multipart': 's3:AbortMultipartUpload',
  delete: 's3:DeleteObject',
} as const;

export type BucketRequest = keyof typeof BUCKET_RIGHTS;

/** Without these backups are made, and what failed runs leave stays. */
const OPTIONAL: readonly BucketRequest[] = ['abort multipart', 'delete'];

/** How one request on the probe went. */
export type Tried =
  | { readonly answer: 'done' }
  | { readonly answer: 'refused' }
  /** It was not tried, since it needs what an earlier one did not get. */
  | { readonly answer: 'not tried' }
  /** Done or not, it did not do what it must: in words. */
  | { readonly answer: 'wrong'; readonly how: string };

/** Judges one request; `name` is the repository's, `resource` what the identity's policy must allow it on. */
export function judgeRequest(name: string, request: BucketRequest, tried: Tried, resource: string): Finding {
  const label = `${name}: ${request}`;
  const right = BUCKET_RIGHTS[request];
  switch (tried.answer) {
    case 'done':
      return repository.ok(label, 'allowed');
    case 'not tried':
      return repository.skipped(label, 'not tried: an earlier request did not succeed');
    case 'wrong':
      return repository.failed(label, tried.how, 'use a store that does what S3 does for this request');
    case 'refused': {
      const hint = `allow ${right} on ${resource}`;
      if (!OPTIONAL.includes(request)) return repository.failed(label, `refused: ${right} is missing`, hint);
      return repository.warning(label, `refused: without ${right} what failed runs leave stays there`, hint);
    }
  }
}

export interface BucketSettings {
  readonly versioning: Setting<boolean>;
  readonly objectLock: Setting<boolean>;
  /** The algorithm, or null where nothing is encrypted by default. */
  readonly encryption: Setting<string | null>;
  readonly publicAccessBlock: Setting<boolean>;
  readonly lifecycle: Setting<readonly LifecycleRule[]>;
}

/** What protects the bucket. A protection that is off is a warning; what the store does not tell is skipped. */
export function judgeSettings(
  name: string,
  bucket: string,
  prefix: string,
  settings: BucketSettings,
): readonly Finding[] {
  const onOff = (label: string, setting: Setting<boolean>, off: string, hint: string): Finding =>
    told(`${name}: ${label}`, setting, on =>
      on ? repository.ok(`${name}: ${label}`, 'on') : repository.warning(`${name}: ${label}`, off, hint),
    );
  const api = (command: string) => `aws s3api ${command} --bucket ${bucket}`;
  const encryption = `${name}: default encryption`;
  return [
    onOff(
      'versioning',
      settings.versioning,
      'off: what is overwritten or deleted with these credentials is gone',
      `${api('put-bucket-versioning')} --versioning-configuration Status=Enabled`,
    ),
    onOff(
      'object lock',
      settings.objectLock,
      'off: nothing keeps a thief of credentials from deleting backups',
      `${api('put-object-lock-configuration')} --object-lock-configuration ObjectLockEnabled=Enabled`,
    ),
    told(encryption, settings.encryption, algorithm =>
      algorithm === null
        ? repository.warning(
            encryption,
            'off: artifacts are encrypted anyway, manifests and evidence are not',
            'set serverSideEncryption of the repository, or a default of the bucket',
          )
        : repository.ok(encryption, algorithm),
    ),
    onOff(
      'public access block',
      settings.publicAccessBlock,
      'not complete: a policy or an access list could open the bucket to everybody',
      `${api('put-public-access-block')} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    ),
    ...judgeLifecycle(`${name}: lifecycle`, prefix, settings.lifecycle),
  ];
}

function told<T>(label: string, setting: Setting<T>, judge: (value: T) => Finding): Finding {
  return 'told' in setting ? judge(setting.told) : repository.skipped(label, setting.unanswered);
}
