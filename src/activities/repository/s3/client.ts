import { S3Client } from '@aws-sdk/client-s3';
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

/** A client for one repository. Credentials come from references or, where none are written, from the AWS chain. */
export function s3Client(repository: S3Repository, readSecret: SecretReader): S3Client {
  const { credentials } = repository;
  return new S3Client({
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
}
