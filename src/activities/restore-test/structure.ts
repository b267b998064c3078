import { join } from 'node:path';
import { condenseChecks } from '../../domain/condensation.ts';
import type { SourceFacts } from '../../domain/source.ts';
import { compareSchemas } from '../../domain/structure.ts';
import type { Check } from '../../domain/verdicts.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { ProcessFailed } from '../lib/processes.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import { inSession } from '../postgres/in-session.ts';
import type { Session } from '../postgres/session.ts';
import { openSandboxSession } from '../sandbox/access.ts';
import { createDatabaseAs } from '../sandbox/database.ts';
import type { SandboxServer, TestFolder } from '../sandbox/folder.ts';
import { dumpSchema } from '../sandbox/restore-commands.ts';
import { referenceName } from '../sandbox/scratch-database.ts';
import { ranOutOfSpace } from '../sandbox/space.ts';
import { dumpStructures, type StructureSources, writeMadeList } from '../sandbox/structure-dumps.ts';
import { openFetched, readSource } from './fetched-backup.ts';
import { inSandbox } from './in-sandbox.ts';
import { LISTS } from './restore.ts';
import { compareOnServer, compareSurroundings } from './surroundings.ts';
import { type FetchedInput, MAIN_ARCHIVE } from './unpack.ts';

/**
 * Compares the structure of the restored database with the archive's, object by object, by dumps of the schemas. A second
 * database, made from the archive's schema beside the restored one, shows how the server writes each definition after a
 * restore. What is left out of the sandbox on purpose is compared nowhere.
 */
export function compareStructure({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<readonly Check[]> {
  return inSandbox(folder, deps, async (at, server) => {
    const backup = await openFetched(plan, at, deps);
    const facts = await readSource(backup, job.signal);
    const compare = async (session: Session): Promise<readonly Check[]> => {
      const isOwnMajor = server.major === plan.serverMajor;
      const objects = isOwnMajor ? await compareDumps(session, facts, at, server, job) : [ofAnotherMajor(server)];
      if (server.kind === 'server') return condenseChecks([...objects, ...(await compareOnServer(session, facts))]);
      const surroundings = await compareSurroundings(session, facts, backup, server, job.signal);
      return condenseChecks([...objects, ...surroundings]);
    };
    try {
      return await inSession(await openSandboxSession(at, server), compare, job.signal);
    } catch (error) {
      if (!(error instanceof ProcessFailed) || ranOutOfSpace(error.stderr)) throw error;
      return [{ ...NOT_COMPARED, detail: `could not test: ${error.message}` }];
    }
  });
}

async function compareDumps(
  session: Session,
  facts: SourceFacts,
  folder: TestFolder,
  server: SandboxServer,
  job: Job,
): Promise<readonly Check[]> {
  const sources: StructureSources = {
    folder,
    archive: join(folder.archives, MAIN_ARCHIVE),
    printer: server,
    list: await writeMadeList(folder, [LISTS.first, LISTS.triggers]),
    encoding: facts.database.encoding,
    dumpRestored: encoding => dumpSchema(folder, server, encoding),
    withReference: work => withReference(session, facts, server, job, work),
    begin: item => job.report({ step: 'structure', doneBytes: 0, item }),
  };
  return compareSchemas(await dumpStructures(sources, job.signal));
}

/** Programs that cannot dump a sandbox say nothing about the backup. */
const NOT_COMPARED = { name: 'structure', about: 'content', required: true, verdict: 'inconclusive' } as const;

/** Servers of two majors write the same definition differently. */
function ofAnotherMajor({ version }: SandboxServer): Check {
  const detail = `not compared: the sandbox’s server is PostgreSQL ${version}, of another major version than the source`;
  return { ...NOT_COMPARED, required: false, verdict: 'skipped', detail };
}

/** Works with an empty database like the restored one; an attempt that was given up may still use its own. */
async function withReference<T>(
  session: Session,
  facts: SourceFacts,
  server: SandboxServer,
  { attempt }: Job,
  work: (made: SandboxServer) => Promise<T>,
): Promise<T> {
  const usual = server.kind === 'server' ? referenceName(server.database) : `firedrill_reference_${attempt}`;
  const name = usual === server.database ? `${usual}_beside` : usual;
  const drop = () => session.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
  await drop();
  try {
    const database = await createDatabaseAs(name, session, facts, { owners: server.kind === 'local' });
    // Nobody measures how long this one takes.
    await session.query(`ALTER DATABASE ${quoteIdentifier(name)} SET synchronous_commit = off`);
    return await work({ ...server, database });
  } finally {
    await drop();
  }
}
