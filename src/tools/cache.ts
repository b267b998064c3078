import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../domain/failures.ts';

/** The folder where obtained programs are kept: FIREDRILL_CACHE, else the platform's cache folder. */
export function cacheFolder(environment: { readonly [name: string]: string | undefined }): string {
  if (environment['FIREDRILL_CACHE']) return environment['FIREDRILL_CACHE'];
  // Programs of PostgreSQL are run by another user when this one is root, and nobody else can look into root's home.
  if (userInfo().uid === 0) return '/var/cache/firedrill';
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'firedrill');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'firedrill');
}

/** Makes the cache folder and lets other users pass through it, so that they can run what lies in it. Throws ConfigurationInvalid. */
export function openCache(environment: { readonly [name: string]: string | undefined }): string {
  const folder = cacheFolder(environment);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    if (userInfo().uid === 0) chmodSync(folder, statSync(folder).mode | 0o711);
    return folder;
  } catch (error) {
    throw new Failure('ConfigurationInvalid', `the cache folder ${folder} cannot be made`, {
      hint: 'name one that this user can write: FIREDRILL_CACHE=/var/tmp/firedrill',
      cause: error,
    });
  }
}
