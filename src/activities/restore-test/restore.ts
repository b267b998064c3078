import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { condenseNotProven } from '../../domain/condensation.ts';
import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import type { NotProven } from '../../domain/proof.ts';
import type { Check } from '../../domain/verdicts.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { runGroup } from '../lib/group.ts';
import type { Job } from '../lib/job.ts';
import { type Command, ProcessFailed, runProgram } from '../lib/processes.ts';
import { type ArchiveEntry, parseArchiveList, sortEntries } from '../sandbox/archive-list.ts';
import { createDatabase, missingExtensions } from '../sandbox/database.ts';
import { beginOnce, type SandboxServer, type TestFolder, writeServerState } from '../sandbox/folder.ts';
import { analyzeDatabase, listArchive, pgRestore } from '../sandbox/restore-commands.ts';
import { restoreErrors, restoreWarnings } from '../sandbox/restore-errors.ts';
import { createRoles, createTablespaces } from '../sandbox/roles.ts';
import { openSandboxSession } from '../sandbox/server.ts';
import { noSpace, ranOutOfSpace } from '../sandbox/space.ts';
import { artifactsOf, type FetchedBackup, openArtifact, openFetched, readSource } from './fetched-backup.ts';
import { inSandbox } from './in-sandbox.ts';
import { type FetchedInput, MAIN_ARCHIVE } from './unpack.ts';

/** What came of restoring. */
export interface Restored {
  readonly checks: readonly Check[];
  /** What was kept out of the sandbox on purpose. */
  readonly leftOut: readonly NotProven[];
  /** What the programs warned of. Absent in what earlier versions returned. */
  readonly said?: readonly string[];
}

/** Files with the entries of the main archive that each pass restores. */
export const LISTS = {
  first: 'first.list',
  sequences: 'sequences.list',
  eventTriggers: 'event-triggers.list',
} as const;

/**
 * Restores a fetched backup into its sandbox: roles, tablespaces, database, schema, rows (all archives side by side),
 * sequences, indexes and constraints, statistics. Errors of single objects become a failed check; the comparison after it
 * tells what they cost.
 * @throws Failure Inconclusive (extension or locale missing here), ArtifactDamaged, SandboxLost
 */
export function restoreBackup({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<Restored> {
  return inSandbox(folder, async (at, made) => {
    const blank = await beginOnce(at, made, 'restore');
    const backup = await openFetched(plan, at, deps);
    const facts = await readSource(backup, job.signal);
    job.report({ step: 'restore', doneBytes: 0, item: 'roles and database' });
    const server = { ...blank, database: await prepareCluster(at, blank, facts) };
    await writeServerState(at, server);

    const archive = join(at.archives, MAIN_ARCHIVE);
    const { stdout } = await runProgram(listArchive(server, archive), job.signal);
    const passes = sortEntries(parseArchiveList(stdout), facts.foreignMaterialisedViews);
    const list = await writeLists(at, passes);
    const { jobs } = configuredSandbox(deps.configuration, plan.sandbox).limits;
    const errors: string[] = [];
    const said: string[] = [];
    const run = async (item: string, command: Command) => {
      job.report({ step: 'restore', doneBytes: 0, item });
      errors.push(...(await complaints(command, job.signal, said)));
    };
    await run('schema', pgRestore(at, server, { archive, section: 'pre-data', list: list.first }));
    job.report({ step: 'restore', doneBytes: 0, item: 'rows' });
    await runGroup(job.signal, [
      async signal => {
        errors.push(
          ...(await complaints(
            pgRestore(at, server, { archive, section: 'data', list: list.first, jobs }),
            signal,
            said,
          )),
        );
      },
      ...artifactsOf(backup, 'table-data').map(artifact => async (signal: AbortSignal) => {
        errors.push(...(await streamRows(backup, artifact, at, server, signal)));
      }),
    ]);
    await run('sequences', pgRestore(at, server, { archive, list: list.sequences }));
    await run(
      'indexes and constraints',
      pgRestore(at, server, { archive, section: 'post-data', list: list.first, jobs }),
    );
    await run('statistics', analyzeDatabase(at, server, jobs));
    return { checks: [restoredCheck(errors)], leftOut: condenseNotProven(passes.leftOut), said };
  });
}

async function prepareCluster(
  folder: TestFolder,
  server: SandboxServer,
  facts: Awaited<ReturnType<typeof readSource>>,
): Promise<string> {
  const session = await openSandboxSession(folder, server);
  try {
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
    await createRoles(session, facts);
    await createTablespaces(session, facts);
    return await createDatabase(session, facts);
  } finally {
    await session.close();
  }
}

async function writeLists(
  folder: TestFolder,
  passes: { readonly [name in keyof typeof LISTS]: readonly ArchiveEntry[] },
) {
  const paths = { first: '', sequences: '', eventTriggers: '' };
  for (const name of ['first', 'sequences', 'eventTriggers'] as const) {
    paths[name] = join(folder.archives, LISTS[name]);
    await writeFile(paths[name], passes[name].map(entry => `${entry}\n`).join(''), { mode: 0o600 });
  }
  return paths;
}

/**
 * Runs a program of the restore; its complaints about objects are returned, and its other failures thrown. What it warned of is
 * added to `said`.
 */
async function complaints(command: Command, signal: AbortSignal, said: string[]): Promise<readonly string[]> {
  try {
    said.push(...restoreWarnings((await runProgram(command, signal)).stderr));
    return [];
  } catch (error) {
    if (error instanceof ProcessFailed) said.push(...restoreWarnings(error.stderr));
    return explain(error);
  }
}

/** Restores the rows of an archive that flows straight from its decryption into pg_restore. */
async function streamRows(
  backup: FetchedBackup,
  artifact: Parameters<typeof openArtifact>[1],
  folder: TestFolder,
  server: SandboxServer,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await openArtifact(
      backup,
      artifact,
      { programs: [pgRestore(folder, server, { dataOnly: true })], transforms: [], sink },
      signal,
    );
    return [];
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): readonly string[] {
  if (!(error instanceof ProcessFailed)) throw error;
  if (ranOutOfSpace(error.stderr)) throw noSpace('the sandbox became full while the backup was restored');
  const errors = restoreErrors(error.stderr);
  return errors.length > 0 ? errors : [error.message];
}

function restoredCheck(errors: readonly string[]): Check {
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
