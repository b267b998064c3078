import { join } from 'node:path';
import { condenseNotProven } from '../../domain/condensation.ts';
import { Failure } from '../../domain/failures.ts';
import type { NotProven } from '../../domain/proof.ts';
import type { RestorePlan } from '../../domain/restore-plan.ts';
import type { SourceFacts } from '../../domain/source.ts';
import type { Check } from '../../domain/verdicts.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { type Command, runProgram } from '../lib/processes.ts';
import type { Connection } from '../postgres/connection.ts';
import { inSession } from '../postgres/in-session.ts';
import { analyzeCommand, restoreCommand } from '../postgres/restore-commands.ts';
import { openSession } from '../postgres/session.ts';
import { openFetched, readSource, readText } from '../restore-test/fetched-backup.ts';
import { restoredCheck, writeLists } from '../restore-test/restore.ts';
import { MAIN_ARCHIVE } from '../restore-test/unpack.ts';
import { ownersOf, parseArchiveList, sortEntries } from '../sandbox/archive-list.ts';
import { testFolder } from '../sandbox/folder.ts';
import { listArchive, printSchema } from '../sandbox/restore-commands.ts';
import { applyDatabaseProperties } from './database-properties.ts';
import { openMaintenance, resolveDestination } from './destination.ts';
import { openPlannedExcerpt } from './excerpt.ts';
import { analyzeExcerpt } from './excerpt-analysis.ts';
import { writeRowLists } from './excerpt-lists.ts';
import { takeDatabase } from './own-database.ts';
import { complaints, restoreArchives } from './passes.ts';
import { archivePrograms } from './programs.ts';
import { assertOwners, createMissingRoles } from './roles.ts';

/** A fetched backup that goes into a database. */
export interface LoadInput {
  readonly plan: RestorePlan;
  readonly folder: string;
}

/** What came of loading. */
export interface Loaded {
  readonly checks: readonly Check[];
  readonly leftOut: readonly NotProven[];
  /** Names of the roles that were made. */
  readonly roles: readonly string[];
  readonly warnings: readonly string[];
  /** What the programs warned of. */
  readonly said: readonly string[];
}

/**
 * Restores a fetched and authenticated backup into its database: roles, the database itself, schema, rows, sequences, indexes
 * and constraints, event triggers, properties of the database, statistics. A repeated attempt begins with an empty database again.
 * @throws Failure DestinationUnusable, ToolMissing, RightsMissing, SpaceMissing, ArtifactDamaged
 */
export async function loadBackup({ plan, folder }: LoadInput, job: Job, deps: Deps): Promise<Loaded> {
  const at = testFolder(folder);
  const backup = await openFetched(plan, at, deps);
  const facts = await readSource(backup, job.signal);
  const programs = archivePrograms(await deps.findPostgres(), backup.manifest);
  const candidates = resolveDestination(plan, deps);
  const say = (item: string) => job.report({ step: 'load', doneBytes: 0, item });

  const archive = join(at.archives, MAIN_ARCHIVE);
  const excerpt = await openPlannedExcerpt(plan, job.signal, deps);
  const entries =
    excerpt?.members.map(({ line }) => line) ??
    parseArchiveList((await runProgram(listArchive({ programs: programs.folder }, archive), job.signal)).stdout);
  const rows = excerpt && (await writeRowLists(backup, excerpt, programs.folder, job.signal));
  const passes = sortEntries(entries, [], ['SUBSCRIPTION']);
  const lists = await writeLists(at, passes);
  say('roles and database');
  const roles = await prepareServer(
    plan,
    candidates,
    facts,
    ownersOf(
      entries,
      facts.roles.map(({ name }) => name),
    ),
    plan.options.withGlobals ? await readText(backup, 'globals', job.signal) : undefined,
  );
  await takeDatabase({ plan, candidates }, facts, excerpt);
  const { connection, tablespaces } = await atDatabase(plan, candidates);
  const noTablespaces = facts.tablespaces.some(({ name }) => !tablespaces.includes(name));
  const restore = (part: Parameters<typeof restoreCommand>[2]) =>
    restoreCommand(programs.folder, connection, { ...part, noTablespaces });
  const { jobs } = configuredSandbox(deps.configuration, plan.sandbox).limits;
  const full = () =>
    new Failure('SpaceMissing', `${plan.destination.place} became full while the backup was restored`, {
      hint: 'give the server more space, and restore again: the half restored database is replaced',
    });
  const restored = await restoreArchives(backup, { archive, lists, rows, jobs, restore, full, begin: say }, job.signal);
  const errors = [...restored.errors];
  const said = [...restored.said];
  const run = async (item: string, command: Command) => {
    say(item);
    errors.push(...(await complaints(command, full, job.signal, said)));
  };
  if (passes.eventTriggers.length > 0) await run('event triggers', restore({ archive, list: lists.eventTriggers }));
  if (plan.destination.state === 'missing') {
    await inSession(await openMaintenance(candidates, plan.run.runId), session =>
      applyDatabaseProperties(session, facts, plan.destination.database),
    );
  }
  if (plan.options.analyze && plan.destination.state === 'in use' && excerpt !== undefined) {
    say('statistics');
    const session = await openSession(candidates, plan.run.runId);
    await inSession(session, () => analyzeExcerpt(session, excerpt), job.signal);
  } else if (plan.options.analyze) await run('statistics', analyzeCommand(programs.folder, connection, jobs));
  return {
    checks: [restoredCheck(errors)],
    leftOut: condenseNotProven([...(plan.excerpt?.leftOut ?? []), ...passes.leftOut, ...notDumped(plan, facts)]),
    roles,
    said,
    warnings: noTablespaces && (await usesTablespaces(programs, archive, facts, job.signal)) ? [TABLESPACES] : [],
  };
}

const TABLESPACES = 'the server lacks tablespaces of the source: everything lies in the default one';

/** Whether the database or an object of it lies elsewhere than in the default tablespace: those of a server need not be its own. */
async function usesTablespaces(
  programs: PostgresPrograms,
  archive: string,
  { database }: SourceFacts,
  signal: AbortSignal,
): Promise<boolean> {
  if (database.tablespace !== 'pg_default') return true;
  const printed = await runProgram(printSchema({ programs: programs.folder, kind: 'local' }, archive), signal);
  return /^SET default_tablespace = (?!'';)/m.test(printed.stdout);
}

/** Makes the roles that are missing, where `globals` says how, and sees to it that no owner is. Returns the roles made. */
async function prepareServer(
  plan: RestorePlan,
  candidates: readonly Connection[],
  facts: SourceFacts,
  owners: readonly string[],
  globals: string | undefined,
): Promise<readonly string[]> {
  return inSession(await openMaintenance(candidates, plan.run.runId), async session => {
    const made = globals === undefined ? [] : await createMissingRoles(session, facts, globals);
    const owner = plan.destination.state === 'missing' ? [facts.database.owner] : [];
    await assertOwners(session, [...owners, ...owner]);
    return made;
  });
}

async function atDatabase(plan: RestorePlan, candidates: readonly Connection[]) {
  return inSession(await openSession(candidates, plan.run.runId), async session => {
    const tablespaces = await session.query<{ name: string }>('SELECT spcname::text AS name FROM pg_tablespace');
    return { connection: session.connection, tablespaces: tablespaces.map(({ name }) => name) };
  });
}

/** What pg_dump leaves out of the whole says nothing about an excerpt. */
function notDumped({ excerpt }: RestorePlan, facts: SourceFacts): readonly NotProven[] {
  return excerpt === undefined ? (facts.notDumped ?? []) : [];
}
