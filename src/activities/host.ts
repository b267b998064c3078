import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Deps, Host } from './deps.ts';

/** The host that a state folder belongs to; its id is made once and kept there. */
export function openHost(stateDirectory: string): Host {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o711 });
  const file = join(stateDirectory, 'host-id');
  try {
    writeFileSync(file, `${randomUUID()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const id = readFileSync(file, 'utf8').trim();
  return { id, name: hostname(), taskQueue: `firedrill-host-${id}` };
}

/** The host that answers, so that a run can give it the steps that belong together. */
export interface HostOffer {
  readonly name: string;
  readonly taskQueue: string;
  /** A task that this host has not taken after so many milliseconds will not be taken: the host is gone. */
  readonly lostAfterMs: number;
}

export function offerHost({ host, configuration }: Deps): HostOffer {
  return { name: host.name, taskQueue: host.taskQueue, lostAfterMs: configuration.worker.hostLostAfterMs };
}
