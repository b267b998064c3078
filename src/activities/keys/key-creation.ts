import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { Failure } from '../../domain/failures.ts';
import { judgeKeyPlacement, parseMountInfo } from '../../domain/key-placement.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import { createKeyFile } from './key-file.ts';

/**
 * Makes the key file where the configuration allows it and nobody has: in the form without a file, where nobody ran `init`.
 * @returns what a person must be told, once, when a key was made.
 * @throws Failure KeyMissing where the key would lie in a place that is lost together with the backups.
 */
export function makeMissingKey(keys: KeyPaths, configuration: Configuration): readonly string[] {
  if (!keys.createMissing || existsSync(keys.file)) return [];
  const verdict = judgeKeyPlacement({
    keyFile: realPath(keys.file),
    repositories: configuration.repositories.flatMap(repository =>
      repository.kind === 'directory' ? [realPath(repository.path)] : [],
    ),
    mounts: readMounts(),
  });
  if (verdict?.refused) throw new Failure('KeyMissing', verdict.message, { hint: verdict.hint });
  if (createKeyFile(keys.file) === undefined) return [];
  const made = `made the key ${keys.file}: no backup opens without this file, keep a copy of it elsewhere`;
  return verdict === undefined ? [made] : [made, verdict.message];
}

/** A path as the file system knows it: symbolic links resolved as far as there is something, what is not yet there as it is. */
function realPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPath(parent), basename(absolute));
  }
}

function readMounts() {
  try {
    return parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
}
