import { existsSync } from 'node:fs';
import type { Configuration } from '../../config/configuration.ts';
import { Failure } from '../../domain/failures.ts';
import { judgeKeyPlacement, type PlacementVerdict } from '../../domain/key-placement.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import { readMounts, realPath } from '../lib/mounts.ts';
import { createKeyFile } from './key-file.ts';

/**
 * Makes the key file where the configuration allows it and nobody has: in the form without a file, where nobody ran `init`.
 * @returns what a person must be told, once, when a key was made.
 * @throws Failure KeyMissing where the key would lie in a place that is lost together with the backups.
 */
export function makeMissingKey(keys: KeyPaths, configuration: Configuration): readonly string[] {
  if (!keys.createMissing || existsSync(keys.file)) return [];
  const verdict = judgePlaceOfKey(keys, configuration);
  if (verdict?.refused) throw new Failure('KeyMissing', verdict.message, { hint: verdict.hint });
  if (createKeyFile(keys.file) === undefined) return [];
  const made = `made the key ${keys.file}: no backup opens without this file, keep a copy of it elsewhere`;
  return verdict === undefined ? [made] : [made, verdict.message];
}

/** Judges where the key file lies, or would be made, beside all directory repositories. */
export function judgePlaceOfKey(keys: KeyPaths, configuration: Configuration): PlacementVerdict | undefined {
  return judgeKeyPlacement({
    keyFile: realPath(keys.file),
    repositories: configuration.repositories.flatMap(repository =>
      repository.kind === 'directory' ? [realPath(repository.path)] : [],
    ),
    mounts: readMounts(),
  });
}
