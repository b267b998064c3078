import { stat } from 'node:fs/promises';
import { execa } from 'execa';

/** What a program said, and whether it failed or never ran. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly failed: boolean;
}

/** By what tells one state of a program's file from another. */
const remembered = new Map<string, Said>();

/**
 * Asks a program for its version, or something else that is always the same. The answer is remembered until the file is replaced,
 * since steps of a run ask again and again, but for one of a program that failed.
 */
export async function askProgram(path: string, args: readonly string[]): Promise<Said> {
  const { dev, ino, size, ctimeMs } = await stat(path);
  const key = JSON.stringify([path, args, dev, ino, size, ctimeMs]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const { stdout, stderr, failed } = await execa(path, args, { reject: false, timeout: 10_000 });
  const said = { stdout, stderr, failed };
  if (!failed) remembered.set(key, said);
  return said;
}
