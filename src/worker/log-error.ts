import { DatabaseError } from 'pg';
import { ProcessFailed } from '../activities/lib/processes.ts';
import { Failure } from '../domain/failures.ts';

/** An error as the log shows it. */
export interface LoggedError {
  readonly name: string;
  readonly message?: string;
  readonly kind?: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/**
 * An error for the log, with its causes. A log is read by more people than a database: what a server or a program says may repeat
 * rows, so of those only codes are kept. Only what is a bug shows where it happened.
 */
export function logError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: logError(error.cause) };
  if (error instanceof DatabaseError) return { name: 'DatabaseError', ...code, ...cause };
  if (error instanceof Failure) return { name, kind: error.kind, message: error.message, ...cause };
  const isExpected = error instanceof ProcessFailed || 'code' in code;
  return { name, ...code, message: error.message, ...(isExpected ? {} : { stack: error.stack }), ...cause };
}
