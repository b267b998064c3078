import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Processor seconds by what spent them. */
export interface Profile {
  readonly [spender: string]: number;
}

const SAMPLE_MS = 20;
/** What `proc_pid_stat(5)` counts in, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A process as `/proc` shows it. */
interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Tells a process from a later one of the same id. */
  readonly born: string;
}

/**
 * Tells where the processor's time goes while something runs: of all processes below this one, by looking at them fifty times a
 * second. What a process does after it was seen last is not counted, nor is one that lives for less than that.
 */
export async function profile(work: () => Promise<void>): Promise<Profile> {
  const spenders = new Map<string, { name: string; first: number; last: number }>();
  const look = (isFirst: boolean) => {
    for (const { pid, born, ticks } of descendants()) {
      const known = spenders.get(`${pid} ${born}`);
      const name = spenderOf(pid) ?? known?.name;
      if (name === undefined) continue;
      spenders.set(`${pid} ${born}`, { name, first: known?.first ?? (isFirst ? ticks : 0), last: ticks });
    }
  };
  look(true);
  const timer = setInterval(() => look(false), SAMPLE_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look(false);
  const seconds: { [spender: string]: number } = {};
  for (const { name, first, last } of spenders.values()) {
    seconds[name] = (seconds[name] ?? 0) + (last - first) / TICKS_PER_SECOND;
  }
  const spent = Object.entries(seconds).filter(([, value]) => value >= 0.05);
  return Object.fromEntries(spent.toSorted(([, a], [, b]) => b - a));
}

function descendants(): readonly Seen[] {
  const all = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? read(Number(name)) : []));
  const below = (parent: number): readonly Seen[] =>
    all.filter(seen => seen.parent === parent).flatMap(seen => [seen, ...below(seen.pid)]);
  return below(process.pid);
}

function read(pid: number): readonly Seen[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system, born = ''] = [fields[1], fields[11], fields[12], fields[19]];
    return [{ pid, parent: Number(parent), ticks: Number(user) + Number(system), born }];
  } catch {
    return [];
  }
}

/** A server process of PostgreSQL says in its title what it does; others are told by their programs. */
function spenderOf(pid: number): string | undefined {
  try {
    const [file = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const [, doing] = /^postgres: .*\) ([A-Z]{4,})/.exec(file) ?? [];
    if (doing !== undefined) return `server, ${doing}`;
    if (file.startsWith('postgres: ') || basename(file) === 'postgres') return 'server, else';
    if (basename(file) !== 'node') return basename(file);
    return script.includes('worker') ? 'worker' : 'command';
  } catch {
    return undefined;
  }
}
