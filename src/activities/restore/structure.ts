import { join } from 'node:path';
import { Failure } from '../../domain/failures.ts';
import type { RestorePlan } from '../../domain/restore-plan.ts';
import type { LocalSandbox } from '../../domain/sandboxes.ts';
import type { SchemaDump, SchemaEntry } from '../../domain/schema-dump.ts';
import type { SourceFacts } from '../../domain/source.ts';
import { compareSchemas } from '../../domain/structure.ts';
import type { Check } from '../../domain/verdicts.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { ProcessFailed, runProgram } from '../lib/processes.ts';
import type { Connection } from '../postgres/connection.ts';
import { inSession } from '../postgres/in-session.ts';
import { schemaDumpCommand } from '../postgres/restore-commands.ts';
import { LISTS } from '../restore-test/restore.ts';
import { MAIN_ARCHIVE } from '../restore-test/unpack.ts';
import { openSandboxSession } from '../sandbox/access.ts';
import { parseArchiveList } from '../sandbox/archive-list.ts';
import { createDatabaseAs } from '../sandbox/database.ts';
import type { SandboxServer, TestFolder } from '../sandbox/folder.ts';
import { listArchive } from '../sandbox/restore-commands.ts';
import { createRoles, createTablespaces } from '../sandbox/roles.ts';
import { endSandbox, startSandbox } from '../sandbox/server.ts';
import {
  dumpStructures,
  type StructureSources,
  writeMadeList,
  writeStructureList,
} from '../sandbox/structure-dumps.ts';

/** What is compared with what. */
interface Restored {
  readonly plan: RestorePlan;
  readonly folder: TestFolder;
  readonly facts: SourceFacts;
  /** The database that was restored into. */
  readonly connection: Connection;
}

/**
 * Compares the structure of a restored database with the archive's, object by object, as a restore test does. Nothing is made at the
 * destination for it: the database that shows how a server of its major writes each definition after a restore lies in a sandbox
 * of this host. Where there can be none, the comparison is skipped, with the reason.
 */
export async function compareDestination(restored: Restored, job: Job, deps: Deps): Promise<readonly Check[]> {
  const { serverMajor, serverVersion } = restored.plan.destination;
  const programs = (await deps.findPostgres()).find(({ major, hasServer }) => major === serverMajor && hasServer);
  if (programs === undefined) return [skipped(`this host has no server programs of PostgreSQL ${serverVersion}`)];
  const sandbox = configuredSandbox(deps.configuration, restored.plan.sandbox);
  if (sandbox.kind !== 'local') return [skipped('the sandbox of the policy is no throwaway cluster of this host')];
  try {
    return await compareDumps(restored, programs, sandbox, job);
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof ProcessFailed) return [skipped(`could not test: ${error.message}`)];
    if (error instanceof Failure && UNTESTED.includes(error.kind)) return [skipped(`could not test: ${error.message}`)];
    throw error;
  }
}

/** What says nothing about the restored database, but about the sandbox beside it. */
const UNTESTED: readonly Failure['kind'][] = ['Inconclusive', 'SandboxLost', 'DumpFailed', 'SourceUnreachable'];

function skipped(detail: string): Check {
  return { name: 'structure', about: 'content', required: false, verdict: 'skipped', detail };
}

async function compareDumps(
  { plan, folder, facts, connection }: Restored,
  programs: PostgresPrograms,
  sandbox: LocalSandbox,
  job: Job,
): Promise<readonly Check[]> {
  const archive = join(folder.archives, MAIN_ARCHIVE);
  const printer = { programs: programs.folder, kind: 'local' } as const;
  const made = await writeMadeList(folder, [LISTS.first, LISTS.triggers, LISTS.eventTriggers]);
  const sources: StructureSources = {
    ...{ folder, archive, printer, list: made, encoding: facts.database.encoding },
    referenceList: plan.excerpt === undefined ? made : await writeWholeList(folder, printer, archive, job.signal),
    dumpRestored: encoding => schemaDumpCommand(programs.folder, connection, encoding),
    withReference: work => inReference(folder, programs, sandbox, facts, job, work),
    begin: item => job.report({ step: 'compare', doneBytes: 0, item }),
  };
  const dumps = await dumpStructures(sources, job.signal);
  const checks = compareSchemas({ ...dumps, restored: madeByRestore(dumps.restored, dumps.archived, plan) });
  // The data are there whether or not this host can make the same structure twice.
  return checks.map(check => (check.verdict === 'inconclusive' ? { ...check, required: false } : check));
}

/** Beside an excerpt there may be anything, and an empty database may have had extensions before. */
function madeByRestore(dumped: SchemaDump, archived: SchemaDump, { excerpt, destination }: RestorePlan): SchemaDump {
  const isFromBefore = ({ type, name }: SchemaEntry) =>
    excerpt !== undefined ||
    (destination.state === 'empty' && (type === 'EXTENSION' || (type === 'COMMENT' && name.startsWith('EXTENSION '))));
  return new Map([...dumped].filter(([key, entry]) => archived.has(key) || !isFromBefore(entry)));
}

/** An excerpt may use what the destination had: the reference has everything, and what was not chosen is not compared. */
async function writeWholeList(
  folder: TestFolder,
  at: Pick<SandboxServer, 'programs'>,
  archive: string,
  signal: AbortSignal,
): Promise<string> {
  const { stdout } = await runProgram(listArchive(at, archive), signal);
  return writeStructureList(folder, 'whole-structure.list', parseArchiveList(stdout));
}

/** Works with an empty database in a sandbox of its own, which ends with it. */
async function inReference<T>(
  folder: TestFolder,
  programs: PostgresPrograms,
  sandbox: LocalSandbox,
  facts: SourceFacts,
  job: Job,
  work: (server: SandboxServer) => Promise<T>,
): Promise<T> {
  const { server } = await startSandbox(folder, sandbox, programs, facts.server.bootstrapRole, job.signal);
  try {
    return await inSession(await openSandboxSession(folder, server), async session => {
      await createRoles(session, facts);
      await createTablespaces(session, facts);
      const database = await createDatabaseAs('firedrill_reference', session, facts);
      return work({ ...server, database });
    });
  } finally {
    await endSandbox(server);
  }
}
