import { Failure } from '../domain/failures.ts';
import { parseSecretReference } from '../domain/secrets.ts';
import type { ConnectionSettings } from '../domain/targets.ts';
import { readConnectionString } from './connection-string.ts';

const HINT = 'write the URL into a file (0600) and give --into file:/path, or leave the password to a password file';

/** What `--into` names, without reading a secret. Throws UsageInvalid for a URL that has a password, or is none. */
export function readDestination(into: string): ConnectionSettings {
  const reference = parseSecretReference(into);
  if (reference !== undefined) return { keywords: {}, url: reference };
  const reading = readConnectionString(into);
  if (reading.mistake !== undefined)
    throw new Failure('UsageInvalid', `what --into names ${reading.mistake}`, { hint: HINT });
  if ('password' in reading.keywords) {
    throw new Failure('UsageInvalid', 'the URL of --into has a password, which would stay in the history of the run', {
      hint: HINT,
    });
  }
  return { keywords: reading.keywords };
}
