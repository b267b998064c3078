import { readFileSync } from 'node:fs';

/**
 * When a process was started, in ticks since boot (field 22 of proc_pid_stat(5)), so that a process id that was given out
 * again is not taken for the old process. Where the platform does not tell, `alive`. Undefined for a process that is gone.
 */
export function birthOf(pid: number): string | undefined {
  // Signals to 0 and below would be for groups.
  if (!(pid > 0)) return undefined;
  if (process.platform !== 'linux') return lives(pid) ? 'alive' : undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
