import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shortRunId } from '../../domain/runs.ts';
import { tellServerLog } from '../../domain/server-log.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { testFolder } from '../sandbox/folder.ts';
import { readServerLog } from '../sandbox/server-log.ts';
import type { SandboxPlace } from './keep.ts';
import { knownSecrets } from './known-secrets.ts';
import { outputEnd } from './output-end.ts';

/** Longer than the worker that started the server takes to write down what it said last, in milliseconds. */
const WRITTEN_MS = 500;

/** The end of what the server of a run's sandbox said, line by line, without secrets and values; none of a server of others. */
export async function readSandboxLog({ run, sandbox }: SandboxPlace, deps: Deps): Promise<readonly string[]> {
  await sleep(WRITTEN_MS);
  const { directory } = configuredSandbox(deps.configuration, sandbox);
  const log = await readServerLog(testFolder(join(directory, shortRunId(run.firstExecutionRunId))));
  const secrets = knownSecrets(deps.configuration, { env: {} }, deps.readSecret);
  return tellServerLog(log).map(line => outputEnd(line, false, secrets));
}
