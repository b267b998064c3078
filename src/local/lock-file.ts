import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { birthOf } from '../activities/lib/process-birth.ts';
import { Failure } from '../domain/failures.ts';

/**
 * Takes a lock that a living process holds by a file, and returns the function that gives it back. The lock of a process that
 * is gone is taken over.
 * @throws Failure TargetBusy where another process lives that holds it.
 */
export function takeLock(file: string, what: string): () => void {
  // Written aside and then put in place, so that nobody ever sees a lock without its holder.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${birthOf(process.pid) ?? ''}`, { mode: 0o600 });
  try {
    while (!putInPlace(draft, file)) {
      refuseLiving(file, what);
      removeDead(file, what);
    }
    return () => rmSync(file, { force: true });
  } finally {
    rmSync(draft, { force: true });
  }
}

function putInPlace(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function refuseLiving(file: string, what: string): void {
  const [pid, born] = (readIfThere(file) ?? '').split(' ');
  if (born === undefined || birthOf(Number(pid)) !== born) return;
  throw new Failure('TargetBusy', `${what} is used by process ${pid}`, {
    hint: 'end that one first, or name another folder with --dir',
  });
}

/** Removes a dead lock. One at a time does, under a lock of its own: a slow one would remove the next holder's. */
function removeDead(file: string, what: string): void {
  const release = takeLock(`${file}.takeover`, what);
  try {
    refuseLiving(file, what);
    rmSync(file, { force: true });
  } finally {
    release();
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
