import { Failure } from '../../domain/failures.ts';
import type { Isolation } from '../../domain/sandboxes.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { endServer } from '../sandbox/ending.ts';
import { readServerState, testFolder } from '../sandbox/folder.ts';
import { startSandbox } from '../sandbox/server.ts';
import { openFetched, readSource } from './fetched-backup.ts';
import { openScratch } from './open-scratch.ts';
import type { FetchedInput } from './unpack.ts';

/** A sandbox that answers. */
export interface OpenedSandbox {
  /** Absent in what earlier versions returned: `local`. */
  readonly kind?: 'local' | 'server';
  readonly serverVersion: string;
  readonly isolation: Isolation;
  readonly settings: { readonly [name: string]: string };
}

/**
 * Makes the sandbox of a restore test: a throwaway cluster of the source's major, or a place on the server that was named.
 * @throws Failure Inconclusive where this host has not that major, SandboxLost where it does not start.
 */
export async function openSandbox(input: FetchedInput, job: Job, deps: Deps): Promise<OpenedSandbox> {
  const { plan, folder } = input;
  const at = testFolder(folder);
  const backup = await openFetched(plan, at, deps);
  const facts = await readSource(backup, job.signal);
  const sandbox = configuredSandbox(deps.configuration, plan.sandbox);
  if (sandbox.kind === 'server') return openScratch(input, at, sandbox, facts, job, deps);
  const programs = serverOf(await deps.findPostgres(), plan.serverMajor);
  // An abandoned attempt may have left one that still runs.
  const earlier = await readServerState(at).catch(() => undefined);
  if (earlier !== undefined) await endServer(earlier, deps);
  const started = await startSandbox(at, sandbox, programs, facts.server.bootstrapRole, job.signal);
  return { kind: 'local', serverVersion: programs.version, isolation: started.isolation, settings: started.settings };
}

function serverOf(found: readonly PostgresPrograms[], major: number): PostgresPrograms {
  const programs = found.find(candidate => candidate.major === major && candidate.hasServer);
  if (programs !== undefined) return programs;
  const here = found.filter(({ hasServer }) => hasServer).map(({ version }) => version);
  throw new Failure(
    'Inconclusive',
    `the backup is of PostgreSQL ${major}, and this host has ${here.length === 0 ? 'no server programs' : here.join(', ')}`,
    {
      hint: `Debian: apt-get install postgresql-${major}; or name a folder of programs in postgres.binaries`,
    },
  );
}
