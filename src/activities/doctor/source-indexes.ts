import { join } from 'node:path';
import { type Finding, findingsOf } from '../../domain/diagnosis.ts';
import { configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { type Command, ProcessFailed, runProgram } from '../lib/processes.ts';
import { type Connection, programConnection, resolveConnections } from '../postgres/connection.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import { inSession } from '../postgres/in-session.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { chooseDumpPrograms } from '../postgres/versions.ts';
import { examine } from './examine.ts';
import { readServer } from './source-queries.ts';

const source = findingsOf('source');
const LABEL = 'indexes';
const DOCTOR = 'firedrill doctor';

/** Characters of what the program found. */
const SHOWN = 1_000;

/**
 * Reads every B-tree index of a target's database on the source itself: a logical restore has fresh ones, so that no restore
 * test sees these. One index at a time, each in a transaction of its own, under the lock that a SELECT takes, and no table is read.
 * Installs nothing. Throws NotFound for an unknown target.
 */
export async function diagnoseSourceIndexes(
  { target: name }: { readonly target: string },
  job: Job,
  deps: Deps,
): Promise<readonly Finding[]> {
  const { postgres } = configuredTarget(deps.configuration, name);
  return examine('source', LABEL, async () => {
    const session = await openSession(resolveConnections(postgres, deps.readSecret), DOCTOR);
    const { major, missing } = await inSession(session, whatIsThere, job.signal);
    if (missing !== undefined) return missing;
    const { programs } = chooseDumpPrograms(await deps.findPostgres(), major);
    return readIndexes(checkIndexes(programs.folder, session.connection), job.signal);
  });
}

/** What keeps the indexes from being read, if anything does. */
async function whatIsThere(session: Session): Promise<{ readonly major: number; readonly missing?: Finding }> {
  const { major } = await readServer(session);
  const [found] = await session.query<{ allowed: boolean }>(
    `SELECT bool_and(has_function_privilege(p.oid, 'EXECUTE')) AS allowed
       FROM pg_extension e JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
       JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND p.proname = 'bt_index_check'
      WHERE e.extname = 'amcheck' HAVING count(*) > 0`,
  );
  const role = quoteIdentifier(session.connection.user);
  if (found === undefined)
    return {
      major,
      missing: source.skipped(LABEL, 'the database has no extension amcheck', 'CREATE EXTENSION amcheck'),
    };
  if (found.allowed) return { major };
  const grant = `GRANT EXECUTE ON FUNCTION bt_index_check(regclass), bt_index_check(regclass, boolean) TO ${role}`;
  return { major, missing: source.skipped(LABEL, 'the role may not run bt_index_check', grant) };
}

function checkIndexes(programs: string, connection: Connection): Command {
  const { conninfo, env } = programConnection(connection, DOCTOR);
  const args = ['--no-password', '--jobs=1', '--index=*.*', conninfo];
  return { file: join(programs, 'pg_amcheck'), args, env };
}

/** Exit 2 is a finding: names of relations and numbers of blocks, never values. Any other says nothing about the indexes. */
async function readIndexes(command: Command, signal: AbortSignal): Promise<Finding> {
  try {
    await runProgram(command, signal);
    return source.ok(LABEL, 'no damage in any B-tree index (pg_amcheck)');
  } catch (error) {
    if (!(error instanceof ProcessFailed)) throw error;
    const words = `${error.message}: ${`${error.stdout}\n${error.stderr}`.replace(/\s+/g, ' ').trim().slice(0, SHOWN)}`;
    if (!error.message.endsWith('exited with 2')) return source.skipped(LABEL, `could not be read: ${words}`);
    const hint = 'REINDEX INDEX CONCURRENTLY what is named, after the cause (disk, memory, a newer glibc) is found';
    return source.failed(LABEL, words, hint);
  }
}
