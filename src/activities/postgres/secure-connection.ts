import { Failure } from '../../domain/failures.ts';
import { effectiveSslmode, insecureServer } from '../../domain/transport.ts';
import type { Connection } from './connection.ts';

/**
 * Refuses connections that somebody in between could listen to, or take the place of, and that nobody allowed. `path` is what the
 * configuration calls the server; `way` is how it can be allowed.
 * @throws Failure ConfigurationInvalid
 */
export function assertSecure(
  path: string,
  connections: readonly Connection[],
  { allowInsecure }: { readonly allowInsecure?: boolean },
  way = `${path}.allowInsecure: true`,
): void {
  if (allowInsecure) return;
  for (const { host, keywords } of connections) {
    const sentence = insecureServer({ host, address: keywords['hostaddr'], sslmode: effectiveSslmode(keywords) });
    if (sentence === undefined) continue;
    throw new Failure('ConfigurationInvalid', `${path}: ${sentence}`, {
      hint: `write sslmode=verify-full and sslrootcert, or ${way}`,
    });
  }
}
