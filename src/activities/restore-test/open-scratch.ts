import type { ServerSandbox } from '../../domain/sandboxes.ts';
import type { SourceFacts } from '../../domain/source.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { inSession } from '../postgres/in-session.ts';
import { type TestFolder, writeServerState } from '../sandbox/folder.ts';
import { dropScratch, scratchName, sweepScratches } from '../sandbox/scratch-database.ts';
import { assertServer, isolationOf, openServerSession, programsFor, readServer } from '../sandbox/scratch-server.ts';
import type { OpenedSandbox } from './open-sandbox.ts';
import type { FetchedInput } from './unpack.ts';

/**
 * Prepares a server that is there already for a restore test: refuses one that will not do, drops what dead runs left there, and
 * notes the name of the database before it is made, so that whoever sweeps this host finds it.
 * @throws Failure as {@link assertServer}; Inconclusive where this host has not the programs; what the server answers.
 */
export async function openScratch(
  { plan }: FetchedInput,
  at: TestFolder,
  sandbox: ServerSandbox,
  facts: SourceFacts,
  job: Job,
  deps: Deps,
): Promise<OpenedSandbox> {
  return inSession(
    await openServerSession(sandbox, deps.readSecret),
    async session => {
      const server = await readServer(session);
      const { systemIdentifier } = facts.server;
      assertServer(server, { major: plan.serverMajor, systemIdentifier }, sandbox);
      const programs = programsFor(server, await deps.findPostgres());
      const database = scratchName(plan.run);
      await writeServerState(at, {
        kind: 'server',
        sandbox: sandbox.name,
        major: server.major,
        version: server.version,
        programs: programs.folder,
        superuser: server.user,
        database,
        begun: [],
      });
      await dropScratch(session, database);
      await sweepScratches(session, deps.askRun, Date.now());
      return {
        kind: 'server',
        serverVersion: server.version,
        isolation: isolationOf(server),
        settings: server.settings,
      };
    },
    job.signal,
  );
}
