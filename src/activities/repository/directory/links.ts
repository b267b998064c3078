import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../domain/failures.ts';
import { isMissing } from './failures.ts';

/**
 * Throws RepositoryUnusable where a file or a folder on the way to it is a symbolic link: what is written, read or removed
 * there might lie outside the repository. The repository's own folder may be one.
 */
export async function refuseLinks(root: string, key: string): Promise<void> {
  let path = root;
  for (const segment of key.split('/')) {
    path = join(path, segment);
    if (await isLink(path)) {
      throw new Failure('RepositoryUnusable', `${path} is a symbolic link, which may lead out of the repository`, {
        hint: 'put the folder itself there, or mount it there',
      });
    }
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
