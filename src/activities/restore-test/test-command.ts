import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { execa } from 'execa';
import { formatDuration } from '../../domain/durations.ts';
import type { TestCommand } from '../../domain/policies.ts';
import type { Check } from '../../domain/verdicts.ts';
import { findOnPath, isExecutable } from '../../tools/search-path.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import {
  boundToWorker,
  type Command,
  childOptions,
  describeEnd,
  endRemains,
  keepTail,
  nameOf,
} from '../lib/processes.ts';
import { beginOnce, type TestFolder } from '../sandbox/folder.ts';
import { isFull, noSpace } from '../sandbox/space.ts';
import { commandEnvironment } from './command-environment.ts';
import { inSandbox } from './in-sandbox.ts';
import { knownSecrets } from './known-secrets.ts';
import { LOOKED_AT_BYTES, outputEnd } from './output-end.ts';
import type { FetchedInput } from './unpack.ts';

/**
 * Runs the policy's test command on the restored database, as the worker's user, with an environment built for it. It may write:
 * everything was compared before. Its exit status is the check; the end of its output goes with it.
 * @throws Failure SandboxLost, SecretUnavailable, Inconclusive where the sandbox is full.
 */
export function runTestCommand({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<Check> {
  const { command } = plan.checks;
  if (command === undefined) throw new TypeError('this step is asked for where the policy has a test command');
  return inSandbox(folder, deps, async (at, server) => {
    const env = commandEnvironment(command, at, server, deps.readSecret);
    const directory = command.directory ?? at.home;
    await mkdir(at.home, { recursive: true, mode: 0o700 });
    const missing = missingFor(command, directory, env['PATH'] ?? process.env['PATH']);
    if (missing !== undefined) return { ...BASE, verdict: 'inconclusive', detail: `could not test: ${missing}` };
    await beginOnce(at, server, 'test command');
    const [file, ...args] = command.run;
    job.report({ step: 'command', doneBytes: 0, item: nameOf(file) });
    try {
      const end = await runToEnd({ file, args, env }, directory, command.timeLimitMs, job.signal);
      if (end.how !== 'exited with 0' && (await isFull(at.path)))
        throw noSpace('the sandbox became full during the test command');
      return checkOf(command, end, knownSecrets(deps.configuration, command, deps.readSecret));
    } finally {
      await removeHome(at);
    }
  });
}

const BASE = {
  name: 'test command',
  about: 'content',
  required: true,
  expected: 'exited with 0',
  source: 'test command of the policy',
} as const;

/** What keeps a command from being started; the backup is not in doubt then. */
function missingFor({ run: [file] }: TestCommand, directory: string, path: string | undefined): string | undefined {
  if (!existsSync(directory)) return `the folder ${directory} is not on this host`;
  const found = file.includes('/') ? isExecutable(resolve(directory, file)) : findOnPath(file, path) !== undefined;
  if (found) return undefined;
  return `there is no program ${file} on this host; install it wherever restore tests run, or write its whole path`;
}

interface End {
  /** `exited with 3`, `was ended by SIGSEGV`; undefined where the time limit ended it. */
  readonly how: string | undefined;
  readonly tail: string;
  readonly isCut: boolean;
}

/** Runs a program until it ends or its time is over; nothing of its process group lives on. Throws the signal's reason. */
async function runToEnd(command: Command, directory: string, limitMs: number, signal: AbortSignal): Promise<End> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(limitMs);
  const bound = boundToWorker(command);
  const child = execa(bound.file, bound.args, {
    ...childOptions(bound, AbortSignal.any([signal, limit])),
    cwd: directory,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  // What it left in the background would hold its output open.
  child.nodeChildProcess.once('exit', () => endRemains(child.pid));
  let bytes = 0;
  child.all.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const tail = keepTail(child.all, LOOKED_AT_BYTES);
  const result = await child;
  endRemains(child.pid);
  signal.throwIfAborted();
  return { how: limit.aborted ? undefined : describeEnd(result), tail: tail(), isCut: bytes > LOOKED_AT_BYTES };
}

function checkOf({ run, timeLimitMs }: TestCommand, { how, tail, isCut }: End, secrets: readonly string[]): Check {
  const output = outputEnd(tail, isCut, secrets);
  const base = { ...BASE, ...(output === '' ? {} : { output }) };
  if (how === BASE.expected) return { ...base, verdict: 'passed', found: how };
  const name = nameOf(run[0]);
  if (how !== undefined) return { ...base, verdict: 'failed', found: how, detail: `${name} ${how}` };
  const detail = `${name} was ended after ${formatDuration(timeLimitMs)}, its time limit`;
  return { ...base, verdict: 'failed', found: 'no end in time', detail };
}

/** Caches of some tools are read-only folders, which would withstand the removal of the sandbox. */
async function removeHome({ home }: TestFolder): Promise<void> {
  await execa('chmod', ['-R', 'u+rwX', home], { reject: false });
  await rm(home, { recursive: true, force: true });
}
