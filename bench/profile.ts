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
  const known = new Map<string, { readonly doing: string | undefined; readonly ticks: number }>();
  const ticksOf = new Map<string, number>();
  const look = (isFirst: boolean) => {
    for (const { pid, born, ticks } of descendants()) {
      const before = known.get(`${pid} ${born}`);
      const doing = spenderOf(pid);
      // What was spent since the last look went into what was being done then.
      const spender = before?.doing ?? doing;
      const spent = ticks - (before?.ticks ?? (isFirst ? ticks : 0));
      if (spender !== undefined) ticksOf.set(spender, (ticksOf.get(spender) ?? 0) + spent);
      known.set(`${pid} ${born}`, { doing: doing ?? before?.doing, ticks });
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
  const seconds = [...ticksOf].map(([spender, ticks]) => [spender, ticks / TICKS_PER_SECOND] as const);
  return Object.fromEntries(seconds.filter(([, spent]) => spent >= 0.05).toSorted(([, a], [, b]) => b - a));
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
    // What has ended and waits for its parent has no command line any more.
    if (file === '') return undefined;
    const [, doing] = /^postgres: .*\) ([A-Z]{4,})/.exec(file) ?? [];
    if (doing !== undefined) return `server, ${doing}`;
    if (file.startsWith('postgres: ') || basename(file) === 'postgres') return 'server, else';
    if (basename(file) !== 'node') return basename(file);
    return script.includes('worker') ? 'worker' : 'command';
  } catch {
    return undefined;
  }
}
