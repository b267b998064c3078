import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { birthOf } from './process-birth.ts';

const claim = z.object({
  pid: z.int(),
  born: z.string(),
  pidNamespace: z.string(),
  /** Where the task came from: server, namespace. */
  origin: z.string(),
  taskToken: z.base64(),
});

/** That a process works on a task. Held as a file of the host, so that others see when the process has died. */
export type Claim = z.output<typeof claim>;

/**
 * The tasks that this host's workers are working on. A worker that is killed leaves its claims; another worker of the host
 * finds them and gives the tasks back to the server at once, instead of after the heartbeat timeout.
 */
export interface Claims {
  /** Notes that this process works on a task; the returned function takes the note back. */
  readonly hold: (taskToken: string) => () => void;
  /** Takes and returns the claims of processes that live no more. A claim is returned to one caller only. */
  readonly takeDead: () => readonly Claim[];
}

export function openClaims(stateDirectory: string, origin: string): Claims {
  const folder = join(stateDirectory, 'claims');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = { pid: process.pid, born: birthOf(process.pid) ?? '', pidNamespace: pidNamespace(), origin };
  return {
    hold: taskToken => {
      const file = join(folder, `${randomUUID()}.json`);
      writeFileSync(file, JSON.stringify({ ...own, taskToken } satisfies Claim), { mode: 0o600 });
      return () => rmSync(file, { force: true });
    },
    takeDead: () =>
      readdirSync(folder).flatMap(name => {
        const found = readClaim(join(folder, name));
        // Processes of another container are not seen from here, and other servers' tasks are not ours to give back.
        if (found === undefined || found.origin !== origin || found.pidNamespace !== own.pidNamespace) return [];
        if (birthOf(found.pid) === found.born) return [];
        return takeFile(join(folder, name)) ? [found] : [];
      }),
  };
}

function readClaim(file: string): Claim | undefined {
  try {
    return claim.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    // It went away, or is being written at this moment: the next look decides.
    return undefined;
  }
}

/** Whether this caller is the one that removed it: of several only one unlinks, while rmSync succeeds for more than one. */
function takeFile(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
