import type { Command } from 'commander';

/** A command of the CLI, loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** All commands, in the order in which a person comes to need them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'init', summary: 'write a starter configuration and a key', load: () => import('./commands/init.ts') },
  {
    name: 'up',
    summary: 'run everything on this machine: Temporal with its UI, and a worker',
    load: () => import('./commands/up.ts'),
  },
  { name: 'status', summary: 'am I safe? one verdict for every target', load: () => import('./commands/status.ts') },
  {
    name: 'doctor',
    summary: 'examine everything that backups and restore tests need, in a worker',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'backup',
    summary: 'take a backup of a target, and follow it to its end',
    load: () => import('./commands/backup.ts'),
  },
  {
    name: 'restore-test',
    summary: 'restore a backup in a sandbox, compare it with what it was, and record it',
    load: () => import('./commands/restore-test.ts'),
  },
  {
    name: 'restore',
    summary: 'restore a backup into an empty database, and compare it with what it was',
    load: () => import('./commands/restore.ts'),
  },
  {
    name: 'plan',
    summary: 'show what a run would do, and change nothing',
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'verify',
    summary: 'verify stored backups where they lie: sizes, hashes, and by reading them to their end',
    load: () => import('./commands/verify.ts'),
  },
  { name: 'list', summary: 'list the backups of a target', load: () => import('./commands/list.ts') },
  { name: 'show', summary: 'show one backup: sizes, proof, where it lies', load: () => import('./commands/show.ts') },
  { name: 'runs', summary: 'list runs, newest first', load: () => import('./commands/runs.ts') },
  { name: 'watch', summary: 'follow a run to its end', load: () => import('./commands/watch.ts') },
  {
    name: 'cancel',
    summary: 'cancel a run, and wait until it has cleaned up',
    load: () => import('./commands/cancel.ts'),
  },
  { name: 'report', summary: 'print the evidence of a run', load: () => import('./commands/report.ts') },
  { name: 'logs', summary: 'print the log of a run that has ended', load: () => import('./commands/logs.ts') },
  { name: 'config', summary: 'check and show the configuration', load: () => import('./commands/config.ts') },
  {
    name: 'version',
    summary: 'print the version, and those of the programs that are used',
    load: () => import('./commands/version.ts'),
  },
];
