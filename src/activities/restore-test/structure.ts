import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { condenseChecks } from '../../domain/condensation.ts';
import { parseSchemaDump } from '../../domain/schema-dump.ts';
import type { SourceFacts } from '../../domain/source.ts';
import { compareSchemas } from '../../domain/structure.ts';
import type { Check } from '../../domain/verdicts.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { type Command, ProcessFailed, runProgram } from '../lib/processes.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import { inSession } from '../postgres/in-session.ts';
import type { Session } from '../postgres/session.ts';
import { openSandboxSession } from '../sandbox/access.ts';
import { isStructure } from '../sandbox/archive-list.ts';
import { createDatabaseAs } from '../sandbox/database.ts';
import type { SandboxServer, TestFolder } from '../sandbox/folder.ts';
import { dumpSchema, pgRestore, printSchema } from '../sandbox/restore-commands.ts';
import { referenceName } from '../sandbox/scratch-database.ts';
import { ranOutOfSpace } from '../sandbox/space.ts';
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
  const archive = join(folder.archives, MAIN_ARCHIVE);
  const list = await writeStructureList(folder);
  const read = async (item: string, command: Command): Promise<string> => {
    job.report({ step: 'structure', doneBytes: 0, item });
    return (await runProgram(command, job.signal)).stdout;
  };
  const printed = await read('schema of the archive', printSchema(server, archive, list));
  const encoding = sqlEncodingOf(printed) ?? facts.database.encoding;
  const restored = await read('schema of the restored database', dumpSchema(folder, server, encoding));
  job.report({ step: 'structure', doneBytes: 0, item: 'reference database' });
  const reference = await withReference(session, facts, server, job, async made => ({
    isComplete: await isRestored(pgRestore(folder, made, { archive, list, schemaOnly: true }), job.signal),
    schema: await read('schema of the reference database', dumpSchema(folder, made, encoding)),
  }));
  return compareSchemas({
    archived: parseSchemaDump(printed),
    restored: parseSchemaDump(restored),
    reference: parseSchemaDump(reference.schema),
    referenceComplete: reference.isComplete,
  });
}

/** Programs that cannot dump a sandbox say nothing about the backup. */
const NOT_COMPARED = { name: 'structure', about: 'content', required: true, verdict: 'inconclusive' } as const;

/** Servers of two majors write the same definition differently. */
function ofAnotherMajor({ version }: SandboxServer): Check {
  const detail = `not compared: the sandbox’s server is PostgreSQL ${version}, of another major version than the source`;
  return { ...NOT_COMPARED, required: false, verdict: 'skipped', detail };
}

/** `SET client_encoding = 'UTF8';` at the beginning of what pg_restore prints. */
export function sqlEncodingOf(sql: string): string | undefined {
  return /^SET client_encoding = '(\w+)';$/m.exec(sql)?.[1];
}

/** Writes what the passes of a restore have made, without rows and values, and other entries after it. */
export async function writeStructureList(
  folder: TestFolder,
  passes: readonly string[] = [LISTS.first, LISTS.triggers],
  more: readonly string[] = [],
): Promise<string> {
  const lists = passes.map(name => readFile(join(folder.archives, name), 'utf8'));
  const made = (await Promise.all(lists)).join('').split('\n').filter(Boolean).filter(isStructure);
  const list = join(folder.archives, passes.length > 0 ? 'structure.list' : 'whole-structure.list');
  await writeFile(list, [...made, ...more].map(entry => `${entry}\n`).join(''), { mode: 0o600 });
  return list;
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

/** Whether a restore went without an error. What it could not make is then missing in the reference, and accuses nobody. */
export async function isRestored(command: Command, signal: AbortSignal): Promise<boolean> {
  try {
    await runProgram(command, signal);
    return true;
  } catch (error) {
    if (!(error instanceof ProcessFailed) || ranOutOfSpace(error.stderr)) throw error;
    return false;
  }
}
