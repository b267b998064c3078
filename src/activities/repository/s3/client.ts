import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { SecretReader } from '../../../config/references.ts';
import type { S3Repository } from '../../../domain/repositories.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Longest silence on a connection that carries a request. */
const SILENCE_TIMEOUT_MS = 60_000;
/** The client's own quick tries, before a step as a whole is tried again. */
const QUICK_ATTEMPTS = 4;

/** The client warns of every aborted stream on the console; what matters comes back as an error. */
const ignore = () => undefined;
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** A client for one repository; `onRepeat` is told how often it had to repeat a request. Credentials come from references or, where none are written, from the AWS chain. */
export function s3Client(
  repository: S3Repository,
  readSecret: SecretReader,
  onRepeat: (times: number) => void = ignore,
): S3Client {
  const { credentials } = repository;
  const client = new S3Client({
    region: repository.region,
    forcePathStyle: repository.pathStyle,
    maxAttempts: QUICK_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      httpsAgent: { minVersion: `TLSv${repository.minTls ?? '1.2'}` },
    },
    logger: SILENT,
    // Parts carry their own SHA-256; the default CRC would make the client read every stream before it is sent.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(repository.endpoint === undefined ? {} : { endpoint: repository.endpoint }),
    ...(credentials === undefined
      ? {}
      : {
          credentials: async () => ({
            accessKeyId: readSecret(credentials.accessKeyId),
            secretAccessKey: readSecret(credentials.secretAccessKey),
            sessionToken: credentials.sessionToken && readSecret(credentials.sessionToken),
          }),
        }),
  });
  client.middlewareStack.add(
    next => async args => {
      try {
        const answer = await next(args);
        tell(attemptsOf(answer.output), onRepeat);
        return answer;
      } catch (error) {
        tell(attemptsOf(error), onRepeat);
        throw error;
      }
    },
    { step: 'initialize', name: 'countRepeats' },
  );
  return client;
}

const answered = z.looseObject({ $metadata: z.looseObject({ attempts: z.int() }) });

/** How often a request was made, as the client notes in its answer and in its error. */
function attemptsOf(end: unknown): number {
  return answered.safeParse(end).data?.$metadata.attempts ?? 1;
}

function tell(attempts: number, onRepeat: (times: number) => void): void {
  if (attempts > 1) onRepeat(attempts - 1);
}
