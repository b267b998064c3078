import { S3ServiceException } from '@aws-sdk/client-s3';
import { Failure } from '../../../domain/failures.ts';

/** Error codes of S3 that no second try mends. */
const REFUSED = [
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'CredentialsProviderError',
  'AccountProblem',
  // versitygw's word for an access key that nobody has; it answers with 404.
  'XAdminUserNotFound',
];
/** Answered with 403 too, but the credentials are not in doubt. */
const CLOCK = ['RequestTimeTooSkewed', 'RequestExpired'];
const UNUSABLE = [
  'NoSuchBucket',
  'InvalidBucketName',
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'NotImplemented',
  'InvalidStorageClass',
];

/** Translates an error of the S3 client. Failures, aborts and bugs pass unchanged. */
export function s3Failure(error: unknown, place: string): unknown {
  if (error instanceof Failure || !(error instanceof Error) || error.name === 'AbortError') return error;
  if (CLOCK.includes(error.name)) {
    return new Failure('RepositoryUnreachable', `${place} finds the clock of this host wrong (${error.name})`, {
      cause: error,
      hint: 'set the clock (timedatectl set-ntp true): S3 refuses requests that are off by more than 15 minutes',
    });
  }
  if (REFUSED.includes(error.name) || statusOf(error) === 401 || statusOf(error) === 403) {
    return new Failure('CredentialsRejected', `${place} refused the credentials (${error.name})`, {
      cause: error,
      hint: 'check the access key and what its policy allows: get, put, list, abort uploads, and delete below the prefix',
    });
  }
  if (UNUSABLE.includes(error.name) || statusOf(error) === 301) {
    return new Failure('RepositoryUnusable', `${place} cannot be used (${error.name})`, {
      cause: error,
      hint: 'check bucket, region, endpoint and pathStyle of the repository',
    });
  }
  return new Failure(
    'RepositoryUnreachable',
    `${place} failed (${error.name}${statusOf(error) ? ` ${statusOf(error)}` : ''})`,
    {
      cause: error,
      hint: 'is the endpoint right, and does the store answer?',
    },
  );
}

/** Whether the error says that the object is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

/** Whether a conditional write met an object that was there already. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412;
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
