import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { condenseNotProven } from '../../domain/condensation.ts';
import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import type { NotProven } from '../../domain/proof.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import type { SourceFacts } from '../../domain/source.ts';
import type { Check } from '../../domain/verdicts.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { runProgram } from '../lib/processes.ts';
import { inSession } from '../postgres/in-session.ts';
import type { Session } from '../postgres/session.ts';
import { restoreArchives } from '../restore/passes.ts';
import { openSandboxSession } from '../sandbox/access.ts';
import { type ArchiveEntry, parseArchiveList, sortEntries, withoutPrivileged } from '../sandbox/archive-list.ts';
import { createDatabase, createDatabaseAs, missingExtensions } from '../sandbox/database.ts';
import {
  beginOnce,
  type SandboxServer,
  type ScratchServer,
  type TestFolder,
  writeServerState,
} from '../sandbox/folder.ts';
import { analyzeDatabase, listArchive, pgRestore } from '../sandbox/restore-commands.ts';
import { isRefusal } from '../sandbox/restore-errors.ts';
import { createRoles, createTablespaces } from '../sandbox/roles.ts';
import { markScratch } from '../sandbox/scratch-database.ts';
import { forbiddenExtensions } from '../sandbox/scratch-server.ts';
import { noSpace } from '../sandbox/space.ts';
import { openFetched, readSource } from './fetched-backup.ts';
import { inSandbox } from './in-sandbox.ts';
import { type FetchedInput, MAIN_ARCHIVE } from './unpack.ts';

/** What came of restoring. */
export interface Restored {
  readonly checks: readonly Check[];
  /** What was kept out of the sandbox on purpose, or was never in the backup. */
  readonly leftOut: readonly NotProven[];
  /** What the programs warned of. Absent in what earlier versions returned. */
  readonly said?: readonly string[];
  /** Why what is missing or different may be the sandbox's fault; absent where it is the backup's. */
  readonly restrained?: string;
}

/** Files with the entries of the main archive that each pass restores. */
export const LISTS = {
  first: 'first.list',
  triggers: 'triggers.list',
  sequences: 'sequences.list',
  eventTriggers: 'event-triggers.list',
} as const;

/**
 * Restores a fetched backup into its sandbox: roles, tablespaces, database, schema, rows (all archives side by side),
 * sequences, indexes and constraints, triggers, statistics. Errors of single objects become a failed check; the comparison after it
 * tells what they cost.
 * @throws Failure Inconclusive (extension or locale missing here), ArtifactDamaged, SandboxLost
 */
export function restoreBackup({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<Restored> {
  return inSandbox(folder, deps, async (at, made) => {
    const blank = await beginOnce(at, made, 'restore');
    const backup = await openFetched(plan, at, deps);
    const facts = await readSource(backup, job.signal);
    job.report({ step: 'restore', doneBytes: 0, item: 'roles and database' });
    const server = { ...blank, database: await prepareServer(plan.run, at, blank, facts) };
    await writeServerState(at, server);

    const archive = join(at.archives, MAIN_ARCHIVE);
    const { stdout } = await runProgram(listArchive(server, archive), job.signal);
    const sorted = sortEntries(parseArchiveList(stdout), facts.foreignMaterialisedViews);
    const passes = server.kind === 'server' ? withoutPrivileged(sorted) : sorted;
    const list = await writeLists(at, passes);
    const { jobs } = configuredSandbox(deps.configuration, plan.sandbox).limits;
    const { errors, said } = await restoreArchives(
      backup,
      {
        archive,
        lists: list,
        jobs,
        restore: part => pgRestore(at, server, part),
        analyze: analyzeDatabase(at, server, jobs),
        full: () => noSpace('the sandbox became full while the backup was restored'),
        begin: item => job.report({ step: 'restore', doneBytes: 0, item }),
      },
      job.signal,
    );
    const restrained = server.kind === 'server' && errors.some(isRefusal);
    return {
      checks: [restrained ? { ...restoredCheck(errors), verdict: 'inconclusive' } : restoredCheck(errors)],
      ...(restrained ? { restrained: RESTRAINED } : {}),
      leftOut: condenseNotProven([...passes.leftOut, ...(facts.notDumped ?? [])]),
      said,
    };
  });
}

/** What the server does not allow leaves gaps behind that accuse nobody. */
const RESTRAINED = 'the role of the sandbox’s server may not make everything that is in the backup';

async function prepareServer(
  run: RunIdentity,
  folder: TestFolder,
  server: SandboxServer,
  facts: SourceFacts,
): Promise<string> {
  const from = server.kind === 'server' ? server.at.database : undefined;
  return inSession(await openSandboxSession(folder, server, from), async session => {
    const missing = await missingExtensions(session, facts);
    if (missing.length > 0) {
      throw new Failure(
        'Inconclusive',
        `this host's PostgreSQL ${server.version} lacks the extensions ${missing.join(', ')}`,
        {
          hint: 'install their packages on the hosts that test restores; the backup itself is not in doubt',
        },
      );
    }
    if (server.kind === 'server') return prepareScratch(session, server, run, facts);
    await createRoles(session, facts);
    await createTablespaces(session, facts);
    return createDatabase(session, facts);
  });
}

/** Makes the scratch database, and marks it. Throws Inconclusive where the role may not make the extensions. */
async function prepareScratch(
  session: Session,
  { database }: ScratchServer,
  run: RunIdentity,
  facts: SourceFacts,
): Promise<string> {
  const forbidden = await forbiddenExtensions(session, facts);
  if (forbidden.length > 0) {
    throw new Failure(
      'Inconclusive',
      `only a superuser makes the extensions ${forbidden.join(', ')} on the sandbox’s server`,
      {
        hint: 'use a sandbox of kind local; the backup itself is not in doubt',
      },
    );
  }
  await createDatabaseAs(database, session, facts, { owners: false });
  await markScratch(session, database, run);
  return database;
}

/** Writes the entries of each pass into a file, as pg_restore takes them. Returns the files. */
export async function writeLists(
  folder: TestFolder,
  passes: { readonly [name in keyof typeof LISTS]: readonly ArchiveEntry[] },
) {
  const paths = { first: '', triggers: '', sequences: '', eventTriggers: '' };
  for (const name of ['first', 'triggers', 'sequences', 'eventTriggers'] as const) {
    paths[name] = join(folder.archives, LISTS[name]);
    await writeFile(paths[name], passes[name].map(entry => `${entry}\n`).join(''), { mode: 0o600 });
  }
  return paths;
}

/** The check that everything of the archives was restored without an error. */
export function restoredCheck(errors: readonly string[]): Check {
  return {
    name: 'restore',
    about: 'content',
    required: true,
    verdict: errors.length === 0 ? 'passed' : 'failed',
    expected: 'no error',
    found: errors.length === 0 ? 'no error' : count(errors.length, 'error'),
    source: 'pg_restore',
    ...(errors.length === 0 ? {} : { detail: errors.join('; ') }),
  };
}
