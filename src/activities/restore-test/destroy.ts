import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RunIdentity, shortRunId } from '../../domain/runs.ts';
import type { Check } from '../../domain/verdicts.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { endServer } from '../sandbox/ending.ts';
import { readServerState, removeTestFolder, type StoredServer, testFolder } from '../sandbox/folder.ts';

/** Ends the sandbox of a run and removes everything it had on this host; that it is gone is a check of its own. */
export async function destroySandbox(
  { run, sandbox }: { readonly run: RunIdentity; readonly sandbox: string },
  deps: Deps,
): Promise<Check> {
  const { directory, kind } = configuredSandbox(deps.configuration, sandbox);
  const path = join(directory, shortRunId(run.firstExecutionRunId));
  const gone = kind === 'server' ? 'no database' : 'no process';
  const expected = `${gone}, no folder`;
  const base = {
    name: 'sandbox destroyed',
    about: 'surroundings',
    required: false,
    expected,
    source: 'seen afterwards',
  } as const;
  if (!existsSync(path)) return { ...base, verdict: 'passed', found: expected };
  const folder = testFolder(path);
  const server = await readServerState(folder).catch(() => undefined);
  const ended = server === undefined || (await endServer(server, deps));
  // Where a database is left, its folder tells of it: a sweep tries again.
  const removed = ended && (await removeTestFolder(folder));
  const found = [ended ? gone : remains(server), removed ? 'no folder' : `folder ${path} is still there`];
  return { ...base, verdict: ended && removed ? 'passed' : 'failed', found: found.join(', ') };
}

function remains(server: StoredServer): string {
  return server.kind === 'local' ? `process ${server.pid} still runs` : `database ${server.database} is still there`;
}
