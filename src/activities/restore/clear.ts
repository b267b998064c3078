import { join } from 'node:path';
import type { RestorePlan } from '../../domain/restore-plan.ts';
import { shortRunId } from '../../domain/runs.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { readServerState, removeTestFolder, testFolder } from '../sandbox/folder.ts';
import { endSandbox } from '../sandbox/server.ts';
import { resolveDestination } from './destination.ts';
import { openPlannedExcerpt } from './excerpt.ts';
import { withdrawDatabase } from './own-database.ts';

/** Removes what a restore has fetched and decrypted on this host. */
export async function clearFetched({ plan }: { readonly plan: RestorePlan }, deps: Deps): Promise<void> {
  const { directory } = configuredSandbox(deps.configuration, plan.sandbox);
  const folder = testFolder(join(directory, shortRunId(plan.run.firstExecutionRunId)));
  // An attempt that was given up may have left the server of its reference database.
  const server = await readServerState(folder).catch(() => undefined);
  if (server?.kind === 'local') await endSandbox(server);
  await removeTestFolder(folder);
}

/** Takes back what a restore that will not finish has half restored. */
export async function withdrawRestore({ plan }: { readonly plan: RestorePlan }, job: Job, deps: Deps): Promise<void> {
  const own = { plan, candidates: resolveDestination(plan, deps) };
  await withdrawDatabase(own, () => openPlannedExcerpt(plan, job.signal, deps));
}
