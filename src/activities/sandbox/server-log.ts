import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestFolder } from './folder.ts';

const FILE = 'server.log';

/** Characters of a log that are kept, from its end. */
const KEPT = 16_384;

/** The file is written so often at most, in milliseconds. */
const EVERY_MS = 200;

/**
 * Keeps the end of what a sandbox's server says in the sandbox's folder, after that of servers before it; the whole would grow as
 * long as a function in the database talks. Returns what takes the newest end.
 */
export function keepServerLog(folder: TestFolder): (tail: string) => void {
  const file = join(folder.path, FILE);
  const before = readEnd(file);
  let newest = '';
  let isDue = false;
  const write = () => {
    isDue = false;
    try {
      writeFileSync(file, (before + newest).slice(-KEPT), { mode: 0o600 });
    } catch {
      // The folder went away with the sandbox, or is full: nobody misses the log then.
    }
  };
  return tail => {
    newest = tail;
    if (!isDue) setTimeout(write, EVERY_MS).unref();
    isDue = true;
  };
}

function readEnd(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-KEPT);
  } catch {
    return '';
  }
}

/** The kept end of the log in a sandbox's folder; empty where there is none. */
export function readServerLog(folder: TestFolder): Promise<string> {
  return readFile(join(folder.path, FILE), 'utf8').catch(() => '');
}
