import type { Configuration } from '../../config/configuration.ts';
import { readConnectionString } from '../../config/connection-string.ts';
import type { SecretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import type { TestCommand } from '../../domain/policies.ts';
import type { SecretReference } from '../../domain/secrets.ts';

/**
 * The values of all secrets that the configuration refers to and this host can read, and the password inside each URL, to be
 * removed from what a program wrote. Those that cannot be read here cannot be written here either.
 */
export function knownSecrets(
  {
    targets,
    repositories,
    sandboxes,
    temporal,
  }: Pick<Configuration, 'targets' | 'repositories' | 'sandboxes' | 'temporal'>,
  command: Pick<TestCommand, 'env'>,
  readSecret: SecretReader,
): readonly string[] {
  const references = [
    ...targets.flatMap(({ postgres }) => [postgres.url, postgres.password]),
    ...sandboxes.flatMap(sandbox =>
      sandbox.kind === 'server' ? [sandbox.postgres.url, sandbox.postgres.password] : [],
    ),
    ...repositories.flatMap(repository =>
      repository.kind === 's3' ? Object.values(repository.credentials ?? {}) : [],
    ),
    temporal.apiKey,
    ...Object.values(command.env).filter(value => typeof value !== 'string'),
  ];
  const values = references.flatMap(reference => secretAt(reference, readSecret));
  return [...new Set(values.flatMap(value => [value, ...passwordsIn(value)]))];
}

function secretAt(reference: SecretReference | undefined, readSecret: SecretReader): readonly string[] {
  if (reference === undefined) return [];
  try {
    return [readSecret(reference)];
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** The password of a connection string, as it is and as a URL writes it. */
function passwordsIn(text: string): readonly string[] {
  const reading = readConnectionString(text);
  const password = reading.mistake === undefined ? reading.keywords['password'] : undefined;
  return password === undefined ? [] : [password, encodeURIComponent(password)];
}
