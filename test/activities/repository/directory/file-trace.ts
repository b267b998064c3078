import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa, execaSync } from 'execa';
import { temporaryFolder } from '../../../stack/folders.ts';

/** Tracing needs strace, and the right to trace a child. */
export const canTrace = execaSync('strace', ['-qq', '-o', '/dev/null', 'true'], { reject: false }).exitCode === 0;

const CALLS =
  'openat,write,pwrite64,writev,pwritev,fsync,fdatasync,link,linkat,rename,renameat,renameat2,mkdir,mkdirat';

/** One system call that came to something: when it began and when it ended, in the order of all beginnings and ends. */
export interface Call {
  readonly name: string;
  readonly paths: readonly string[];
  readonly creates: boolean;
  readonly begun: number;
  readonly ended: number;
}

/** Runs a program and returns its calls that touch files below some folders, in the order in which they began. */
export async function traceFiles(folders: readonly string[], program: string, args: readonly string[]) {
  const out = join(temporaryFolder(), 'trace');
  const { exitCode, stderr } = await execa(
    'strace',
    ['-f', '-y', '-qq', '-s', '64', '-o', out, '-e', `trace=${CALLS}`, program, ...args],
    { reject: false, stdin: 'ignore' },
  );
  if (exitCode !== 0) throw new Error(`the traced program ended with ${exitCode}: ${stderr}`);
  const calls = callsOf(readFileSync(out, 'utf8'));
  return calls.filter(({ paths }) => paths.some(path => folders.some(folder => path.startsWith(folder))));
}

/** Calls of several threads cut one another off: `fsync(3 <unfinished ...>`, later `<... fsync resumed>) = 0`. */
function callsOf(trace: string): readonly Call[] {
  const unfinished = new Map<string, { readonly text: string; readonly begun: number }>();
  const calls: Call[] = [];
  for (const [number, line] of trace.split('\n').entries()) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const [, head] = /^(.*) <unfinished \.\.\.>$/.exec(text) ?? [];
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(text) ?? [];
    if (head !== undefined) unfinished.set(thread, { text: head, begun: number });
    else if (rest === undefined) calls.push(...callOf(text, number, number));
    else {
      const first = unfinished.get(thread);
      if (first !== undefined) calls.push(...callOf(first.text + rest, first.begun, number));
    }
  }
  return calls.toSorted((a, b) => a.begun - b.begun);
}

function callOf(text: string, begun: number, ended: number): readonly Call[] {
  const [, name, args = '', result = ''] = /^(\w+)\((.*)\) += (-?\d+)/.exec(text) ?? [];
  if (name === undefined || result.startsWith('-')) return [];
  const named = [...args.matchAll(/"(\/[^"]*)"/g)].map(([, path = '']) => path);
  const opened = /^\d+<([^>]*)>/.exec(args)?.[1];
  const isByName = /^(openat|link|rename|mkdir)/.test(name);
  const paths = isByName ? named : opened === undefined ? [] : [opened];
  return [{ name, paths, creates: args.includes('O_CREAT'), begun, ended }];
}

/**
 * What of a path a loss of power at some moment could take away: nothing, where its bytes and its name, and the names of all folders above
 * it up to `root`, were flushed after their last change.
 */
export function lostWith(path: string, moment: number, calls: readonly Call[], root: string): readonly string[] {
  const before = calls.filter(({ begun }) => begun < moment);
  const lost = isFlushed(lastWrite(before, namesOf(path, before)), before, namesOf(path, before))
    ? []
    : [`bytes of ${path}`];
  for (let at = path; at.startsWith(root); at = dirname(at)) {
    const made = before.filter(call => givesName(call, at)).at(-1);
    if (made !== undefined && !isFlushed(made.ended, before, [dirname(at)])) lost.push(`name of ${at}`);
  }
  return lost;
}

/** All names that a file has had: a link and a rename give it another one. */
function namesOf(path: string, calls: readonly Call[]): readonly string[] {
  const given = calls.findLast(({ name, paths }) => /^(link|rename)/.test(name) && paths[1] === path);
  return given?.paths[0] === undefined
    ? [path]
    : [
        path,
        ...namesOf(
          given.paths[0],
          calls.filter(call => call.begun < given.begun),
        ),
      ];
}

function lastWrite(calls: readonly Call[], names: readonly string[]): number | undefined {
  return calls.filter(({ name, paths }) => /^p?write/.test(name) && names.includes(paths[0] ?? '')).at(-1)?.ended;
}

function givesName({ name, paths, creates }: Call, path: string): boolean {
  if (/^(link|rename)/.test(name)) return paths[1] === path;
  return (name.startsWith('mkdir') || creates) && paths[0] === path;
}

/** Whether a flush of one of these began after a change had ended, and is over. */
function isFlushed(changed: number | undefined, calls: readonly Call[], names: readonly string[]): boolean {
  if (changed === undefined) return true;
  return calls.some(
    ({ name, paths, begun }) => /sync$/.test(name) && names.includes(paths[0] ?? '') && begun > changed,
  );
}
