import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { birthOf } from '../activities/lib/process-birth.ts';
import { Failure } from '../domain/failures.ts';

/**
 * Takes a lock that a living process holds by a file, and returns the function that gives it back. The lock of a process that
 * is gone is taken over.
 * @throws Failure TargetBusy where another process lives that holds it.
 */
export function takeLock(file: string, what: string): () => void {
  const own = `${process.pid} ${birthOf(process.pid) ?? ''}`;
  for (;;) {
    try {
      writeFileSync(file, own, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const [pid, born] = readFileSync(file, 'utf8').split(' ');
    if (pid !== undefined && birthOf(Number(pid)) === born) {
      throw new Failure('TargetBusy', `${what} is used by process ${pid}`, {
        hint: 'end that one first, or name another folder with --dir',
      });
    }
    rmSync(file, { force: true });
  }
}
