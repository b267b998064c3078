import { S3ServiceException } from '@aws-sdk/client-s3';
import type { BucketRequest, Tried } from '../../../../domain/bucket-diagnosis.ts';
import { s3Failure, statusOf } from '../failures.ts';

/** Requests that are tried one after another, each with what came of it. */
export interface Trial {
  readonly tried: ReadonlyMap<BucketRequest, Tried>;
  readonly isDone: (request: BucketRequest) => boolean;
  /**
   * Tries one request, unless what it needs is not there. `work` says in words what is wrong with an answer, or nothing.
   * @throws Failure where the store cannot be reached, the bucket is not there, or nobody knows the credentials.
   */
  readonly attempt: (request: BucketRequest, needs: boolean, work: () => Promise<string | undefined>) => Promise<void>;
}

/** `place` is the repository as people name it. */
export function openTrial(place: string): Trial {
  const tried = new Map<BucketRequest, Tried>();
  return {
    tried,
    isDone: request => tried.get(request)?.answer === 'done',
    attempt: async (request, needs, work) => {
      if (!needs) {
        tried.set(request, { answer: 'not tried' });
        return;
      }
      try {
        const how = await work();
        tried.set(request, how === undefined ? { answer: 'done' } : { answer: 'wrong', how });
      } catch (error) {
        const answer = answerOf(error);
        if (answer === undefined) throw s3Failure(error, place);
        tried.set(request, answer);
      }
    },
  };
}

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
function answerOf(error: unknown): Tried | undefined {
  if (!(error instanceof S3ServiceException) || WRONG_CREDENTIALS.includes(error.name)) return undefined;
  const status = statusOf(error);
  if (status === 403) return { answer: 'refused' };
  if (status === 405 || status === 501) return { answer: 'wrong', how: `the store does not do it (${error.name})` };
  return undefined;
}
