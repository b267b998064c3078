import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Ids of the processes that name a folder among their arguments or work in it. */
export function processesOf(folder: string): readonly number[] {
  const concerns = (pid: string) => {
    try {
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ||
        readlinkSync(`/proc/${pid}/cwd`).includes(folder)
      );
    } catch {
      // The process has ended.
      return false;
    }
  };
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && concerns(name))
    .map(Number);
}
