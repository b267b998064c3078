import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/**
 * Folders of the shared libraries that a server's programs load, as the dynamic linker says: packages other than the
 * system's keep them beside their own folder. None where the platform has no `ldd`.
 */
export async function libraryFolders(programs: string, signal: AbortSignal): Promise<readonly string[]> {
  const files = ['initdb', 'postgres'].map(name => join(programs, name));
  const { stdout, failed } = await execa('ldd', files, { reject: false, cancelSignal: signal, timeout: 10_000 });
  signal.throwIfAborted();
  if (failed) return [];
  const paths = [...stdout.matchAll(/=> (\/.+) \(0x[0-9a-f]+\)$/gm)].map(([, path = '']) =>
    dirname(realpathSync(path)),
  );
  return [...new Set(paths)];
}
