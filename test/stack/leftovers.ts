import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a house has on this host besides its repository: names of spooled backups, sandboxes and uploads, and processes. */
export function leftoversOf(folder: string) {
  const names = (path: string) => (existsSync(join(folder, path)) ? readdirSync(join(folder, path)) : []);
  return {
    spool: names('state/spool'),
    sandboxes: names('state/sandboxes'),
    uploads: names('repository/.uploads'),
    processes: processesNaming(folder).filter(argv => !argv.includes('planted-worker')),
  };
}

/** Nothing of all that. */
export const NOTHING = { spool: [], sandboxes: [], uploads: [], processes: [] };

/** The argv of every process on this machine that names a folder. */
export function processesNaming(folder: string): readonly string[] {
  return globSync('/proc/[0-9]*/cmdline').flatMap(file => {
    try {
      const argv = readFileSync(file, 'utf8').replaceAll('\0', ' ').trim();
      return argv.includes(folder) ? [argv] : [];
    } catch {
      return [];
    }
  });
}

/** The argv of every process that a process has started, directly or not. */
export function descendantsOf(pid: number): readonly string[] {
  const all = globSync('/proc/[0-9]*/stat').flatMap(file => {
    try {
      const stat = readFileSync(file, 'utf8');
      // The name in parentheses may hold anything (proc_pid_stat(5)).
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return [{ pid: Number.parseInt(stat, 10), parent, argv: readFileSync(file.replace(/stat$/, 'cmdline'), 'utf8') }];
    } catch {
      return [];
    }
  });
  const below = (parent: number): typeof all =>
    all.filter(process => process.parent === parent).flatMap(process => [process, ...below(process.pid)]);
  return below(pid).map(({ argv }) => argv.replaceAll('\0', ' ').trim());
}

/** Files of a directory repository, as keys, without the parts that every repository has. */
export function storedFiles(folder: string): readonly string[] {
  return globSync('**/*', { cwd: join(folder, 'repository'), withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(join(folder, 'repository').length + 1))
    .toSorted();
}
