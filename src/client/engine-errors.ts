import { Failure } from '../domain/failures.ts';

/** Status codes of gRPC (https://grpc.io/docs/guides/status-codes/) that tell more than that a call failed. */
const GRPC = { deadlineExceeded: 4, notFound: 5, permissionDenied: 7, unavailable: 14, unauthenticated: 16 } as const;

/**
 * The failure that an error of Temporal's client stands for, or undefined for any other error. Told by shape: most commands
 * never load the client.
 */
export function explainEngineError(error: unknown): Failure | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'NamespaceNotFoundError') return namespaceMissing(cause);
    const failure = explainStatus(cause);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function explainStatus(error: Error): Failure | undefined {
  if (!('code' in error) || !('details' in error) || typeof error.details !== 'string') return undefined;
  switch (error.code) {
    case GRPC.unavailable:
    case GRPC.deadlineExceeded:
      return new Failure('TemporalUnreachable', `the Temporal server does not answer any more: ${error.details}`, {
        hint: 'runs go on as soon as it is back; firedrill up starts one on this machine',
        cause: error,
      });
    case GRPC.permissionDenied:
    case GRPC.unauthenticated:
      return new Failure('CredentialsRejected', `the Temporal server refuses this client: ${error.details}`, {
        hint: 'check temporal.apiKey (TEMPORAL_API_KEY), the client certificate and the namespace',
        cause: error,
      });
    case GRPC.notFound:
      return /^namespace /i.test(error.details) ? namespaceMissing(error) : undefined;
    default:
      return undefined;
  }
}

function namespaceMissing(cause: Error): Failure {
  const name = /namespace(?: not found:)? '?([\w.-]+)/i.exec(cause.message.replace(/^.*NOT_FOUND: /, ''))?.[1];
  return new Failure('NotFound', `the Temporal server has no namespace ${name ?? 'of that name'}`, {
    hint: 'name yours with --namespace or TEMPORAL_NAMESPACE, or make it: temporal operator namespace create',
    cause,
  });
}
