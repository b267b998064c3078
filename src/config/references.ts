import { readFileSync, statSync } from 'node:fs';
import { Failure } from '../domain/failures.ts';
import { formatSecretReference, type SecretReference } from '../domain/secrets.ts';
import type { Environment } from './environment.ts';

/** Reads secrets. Only activities and connections to Temporal do; values never leave the process that read them. */
export type SecretReader = (reference: SecretReference) => string;

/**
 * Makes a reader over an environment. It throws SecretUnavailable, naming the reference, for one that is unset or empty,
 * and for a file that others than its owner may read.
 */
export function secretReader(
  environment: Environment,
  defaults: { readonly [variable: string]: string } = {},
): SecretReader {
  return reference => {
    const value =
      reference.from === 'env'
        ? environment[reference.name] || defaults[reference.name]
        : readSecretFile(reference.path);
    if (value === undefined || value === '') {
      const isUnset = reference.from === 'env' && environment[reference.name] === undefined;
      const what = isUnset ? 'is not set' : 'is empty';
      throw new Failure('SecretUnavailable', `the secret ${formatSecretReference(reference)} ${what}`, {
        hint:
          reference.from === 'env'
            ? `set ${reference.name} where the worker is started`
            : 'write the secret into the file',
      });
    }
    return value;
  };
}

function readSecretFile(path: string): string {
  try {
    refuseReadableByOthers(path, 'the secret');
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('SecretUnavailable', `the secret file:${path} cannot be read`, {
      cause: error,
      hint: 'the file must exist and belong to the user that runs the worker',
    });
  }
}

/** Throws SecretUnavailable where group or world may read a file that holds a secret. */
export function refuseReadableByOthers(path: string, what: string): void {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new Failure(
      'SecretUnavailable',
      `${what} ${path} may be read by others (mode ${mode.toString(8).padStart(4, '0')})`,
      {
        hint: `chmod 600 ${path}`,
      },
    );
  }
}

/** A secret's file is found from the configuration's folder, as every other file is. */
export function located(reference: SecretReference, path: (text: string) => string): SecretReference {
  return reference.from === 'file' ? { from: 'file', path: path(reference.path) } : reference;
}
