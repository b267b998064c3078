import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf } from '../../src/activities/lib/process-birth.ts';
import { temporaryFolder } from './folders.ts';

/** Processes that noted their ids in a file, as shell programs do with `echo $$ >> "$PIDS"`. */
export interface NotedProcesses {
  /** Give it to the programs as PIDS. */
  readonly file: string;
  readonly all: () => readonly number[];
  readonly living: () => readonly number[];
}

/** A new file for process ids. */
export function notedProcesses(): NotedProcesses {
  const file = join(temporaryFolder(), 'pids');
  const all = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : []);
  return { file, all, living: () => all().filter(pid => birthOf(pid) !== undefined) };
}
