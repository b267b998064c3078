import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RunIdentity, shortRunId } from '../../domain/runs.ts';
import type { Check } from '../../domain/verdicts.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { readServerState, removeTestFolder, testFolder } from '../sandbox/folder.ts';
import { endSandbox } from '../sandbox/server.ts';

/** Ends the sandbox of a run and removes everything it had on this host; that it is gone is a check of its own. */
export async function destroySandbox(
  { run, sandbox }: { readonly run: RunIdentity; readonly sandbox: string },
  deps: Deps,
): Promise<Check> {
  const path = join(configuredSandbox(deps.configuration, sandbox).directory, shortRunId(run.firstExecutionRunId));
  const base = {
    name: 'sandbox destroyed',
    about: 'surroundings',
    required: false,
    expected: 'no process, no folder',
    source: 'seen afterwards',
  } as const;
  if (!existsSync(path)) return { ...base, verdict: 'passed', found: 'no process, no folder' };
  const folder = testFolder(path);
  const server = await readServerState(folder).catch(() => undefined);
  const ended = server === undefined || (await endSandbox(server));
  const removed = await removeTestFolder(folder);
  const found = [
    ended ? 'no process' : `process ${server?.pid} still runs`,
    removed ? 'no folder' : `folder ${path} is still there`,
  ];
  return { ...base, verdict: ended && removed ? 'passed' : 'failed', found: found.join(', ') };
}
