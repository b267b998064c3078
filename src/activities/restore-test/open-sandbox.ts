import { Failure } from '../../domain/failures.ts';
import type { Isolation } from '../../domain/sandboxes.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { readServerState, testFolder } from '../sandbox/folder.ts';
import { endSandbox, startSandbox } from '../sandbox/server.ts';
import { openFetched, readSource } from './fetched-backup.ts';
import type { FetchedInput } from './unpack.ts';

/** A sandbox that answers. */
export interface OpenedSandbox {
  readonly serverVersion: string;
  readonly isolation: Isolation;
  readonly settings: { readonly [name: string]: string };
}

/**
 * Makes the sandbox of a restore test: a throwaway cluster of the source's major.
 * @throws Failure Inconclusive where this host has not that major, SandboxLost where it does not start.
 */
export async function openSandbox({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<OpenedSandbox> {
  const at = testFolder(folder);
  const backup = await openFetched(plan, at, deps);
  const facts = await readSource(backup, job.signal);
  const programs = serverOf(await deps.findPostgres(), plan.serverMajor);
  // An abandoned attempt may have left one that still runs.
  const earlier = await readServerState(at).catch(() => undefined);
  if (earlier !== undefined) await endSandbox(earlier);
  const sandbox = configuredSandbox(deps.configuration, plan.sandbox);
  const started = await startSandbox(at, sandbox, programs, facts.server.bootstrapRole, job.signal);
  return { serverVersion: programs.version, isolation: started.isolation, settings: started.settings };
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
