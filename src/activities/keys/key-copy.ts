import { statSync } from 'node:fs';
import { Failure } from '../../domain/failures.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import type { KeyCopy } from '../../domain/second-key.ts';
import { readKeyFile } from './key-file.ts';

/**
 * Looks whether the copy that the policy names is the key that wraps a content key (one of the fingerprints), and lies on another
 * file system than the key file. Undefined where none is named.
 */
export function checkKeyCopy({ file, copy }: KeyPaths, fingerprints: readonly string[]): KeyCopy | undefined {
  if (copy === undefined) return undefined;
  const bad = (why: string): KeyCopy => ({ state: 'bad', path: copy, why });
  try {
    if (!fingerprints.includes(readKeyFile(copy).fingerprint)) return bad('is another key');
    return deviceOf(copy) === deviceOf(file)
      ? bad(`lies on the file system of ${file}`)
      : { state: 'good', path: copy };
  } catch (error) {
    if (error instanceof Failure) return bad('cannot be read as a key here');
    throw error;
  }
}

/** Undefined where there is no such file here: then nothing is lost with it. */
function deviceOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.dev;
}
