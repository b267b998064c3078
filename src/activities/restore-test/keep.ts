import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RestoreTestPlan } from '../../domain/plan.ts';
import { type RunIdentity, shortRunId } from '../../domain/runs.ts';
import { type KeptSandbox, psqlCommand } from '../../domain/sandboxes.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { inSession } from '../postgres/in-session.ts';
import { openSession } from '../postgres/session.ts';
import { reach, sandboxConnection } from '../sandbox/access.ts';
import { readServerState, type SandboxServer, type TestFolder, testFolder } from '../sandbox/folder.ts';
import { noteKept } from '../sandbox/keeping.ts';
import { markScratch } from '../sandbox/scratch-database.ts';
import { isAlive, reviveSandbox } from '../sandbox/server.ts';

/** Where the sandbox of a run is. */
export interface SandboxPlace {
  readonly run: RunIdentity;
  readonly sandbox: string;
}

/**
 * Makes the sandbox of a restore test stay until an instant (RFC 3339): a sweep leaves it alone, and what else the test had on this
 * host is removed. Returns how a person reaches it.
 * @throws Failure SandboxLost where it is gone, or does not start again.
 */
export async function keepSandbox(
  { plan, until }: { readonly plan: Pick<RestoreTestPlan, 'run' | 'sandbox'>; readonly until: string },
  job: Job,
  deps: Deps,
): Promise<KeptSandbox> {
  const { folder, server } = await findAlive(plan, job.signal, deps);
  await noteKept(folder, until);
  if (server.kind === 'server') {
    await inSession(await openSession([server.at], 'firedrill'), session =>
      markScratch(session, server.database, plan.run, until),
    );
  }
  return {
    until,
    host: deps.host.name,
    account: userInfo().username,
    connect: connectCommand(folder, server),
    destroy: `firedrill restore-test --destroy ${plan.run.runId}`,
  };
}

/** How often a kept sandbox is looked at, in milliseconds. */
const LOOK_MS = 2_000;

/**
 * Keeps a kept sandbox up until it is cancelled: a server ends with the worker that started it, and the next worker of the host
 * starts it again.
 * @throws Failure SandboxLost where it is gone, or does not start again.
 */
export async function holdSandbox(place: SandboxPlace, job: Job, deps: Deps): Promise<never> {
  for (;;) {
    await findAlive(place, job.signal, deps);
    await sleep(LOOK_MS, undefined, { signal: job.signal });
  }
}

async function findAlive({ run, sandbox: name }: SandboxPlace, signal: AbortSignal, deps: Deps) {
  const sandbox = configuredSandbox(deps.configuration, name);
  const folder = testFolder(join(sandbox.directory, shortRunId(run.firstExecutionRunId)));
  const server = reach(await readServerState(folder), deps);
  if (server.kind === 'local' && sandbox.kind === 'local' && !isAlive(server))
    await reviveSandbox(folder, sandbox, server, signal);
  return { folder, server };
}

function connectCommand(folder: TestFolder, server: SandboxServer): string {
  const own = join(server.programs, 'psql');
  const { host, port, user, database: dbname, keywords } = sandboxConnection(folder, server, server.database);
  const shown = server.kind === 'server' ? keywords : {};
  return psqlCommand(existsSync(own) ? own : 'psql', { host, port, user, dbname, ...shown });
}
