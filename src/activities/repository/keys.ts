import { Failure } from '../../domain/failures.ts';

/** A key is hostile input wherever it comes from a listing, a manifest or a configuration. */
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/**
 * Returns `key` if it can never leave the repository: segments of at most 200 letters, digits, `.`, `_` and `-`, none of which
 * begins with a dot. Throws RepositoryUnusable otherwise.
 */
export function safeKey(key: string): string {
  if (key.length <= 900 && key.split('/').every(segment => SEGMENT.test(segment) && !segment.includes('..')))
    return key;
  throw new Failure(
    'RepositoryUnusable',
    `${JSON.stringify(key.slice(0, 100))} is not a key that Firedrill would write`,
  );
}

/** Like {@link safeKey}, for the prefix of a listing: it may be empty or end with a slash. */
export function safePrefix(prefix: string): string {
  if (prefix !== '') safeKey(prefix.replace(/\/$/, ''));
  return prefix;
}
