import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import type { TestWorker } from './workers.ts';

/** Mounting needs the rights of root, and a mount namespace, so that nobody else sees it. */
export const canMount = execaSync('unshare', ['--mount', 'true'], { reject: false }).exitCode === 0;

/** Runs a command with a small file system over a folder. */
export const withSmall = (folder: string, sizeMiB: number) => [
  ...['unshare', '--mount', 'sh', '-ec', 'mount -t tmpfs -o "size=$1m,mode=711" none "$2"; shift 2; exec "$@"', 'sh'],
  ...[String(sizeMiB), folder],
];

/** A folder as a worker sees it that has a small file system over it. */
export const seenBy = ({ pid }: TestWorker, folder: string) => join(`/proc/${pid}/root`, folder);

/** Fills a file system to its last byte. */
export function fill(folder: string): void {
  const file = openSync(join(folder, '.filling'), 'w');
  try {
    for (let bytes = 1_048_576; bytes >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(bytes, 1));
      } catch {
        bytes = Math.floor(bytes / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Makes the file system over a folder read-only for its worker. */
export const makeReadOnly = ({ pid }: TestWorker, folder: string) =>
  execa('nsenter', ['--mount', `--target=${pid}`, 'mount', '-o', 'remount,ro', folder]);
