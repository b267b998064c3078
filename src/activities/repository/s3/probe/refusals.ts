import { S3ServiceException } from '@aws-sdk/client-s3';
import type { Tried } from '../../../../domain/bucket-diagnosis.ts';
import { statusOf } from '../failures.ts';

/** The store does not know who asks, or whether the request is his: nothing else would be answered either. */
const WRONG_CREDENTIALS = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'RequestTimeTooSkewed',
  'RequestExpired',
];

/** What an error says about one right; undefined where it concerns the whole bucket or the way to it. */
export function outcomeOfRefusal(error: unknown): Exclude<Tried, { answer: 'not tried' }> | undefined {
  if (!(error instanceof S3ServiceException) || WRONG_CREDENTIALS.includes(error.name)) return undefined;
  if (statusOf(error) === 403) return { answer: 'refused' };
  if (isUnsupported(error)) return { answer: 'wrong', how: `the store does not do it (${error.name})` };
  return undefined;
}

/** Whether the store says that it has no such request. */
export function isUnsupported(error: S3ServiceException): boolean {
  return (
    error.name === 'NotImplemented' || error.name === 'MethodNotAllowed' || [405, 501].includes(statusOf(error) ?? 0)
  );
}
