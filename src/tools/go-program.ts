import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { openCache } from './cache.ts';

/**
 * Builds a program from the Go module proxy into the cache and returns its path, or undefined where Go is missing or the
 * build fails. Takes minutes the first time.
 */
export async function buildGoProgram(
  source: { readonly module: string; readonly program: string },
  environment: { readonly [name: string]: string | undefined },
): Promise<string | undefined> {
  const folder = join(openCache(environment), 'bin');
  const work = join(folder, `.building-${process.pid}`);
  mkdirSync(work, { recursive: true, mode: 0o755 });
  try {
    const built = await execa('go', ['install', '-ldflags=-s -w', source.module], {
      env: { GOBIN: work, GOFLAGS: '-buildvcs=false' },
      reject: false,
      timeout: 1_500_000,
    });
    if (built.failed) return undefined;
    const path = join(folder, source.program);
    renameSync(join(work, source.program), path);
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
