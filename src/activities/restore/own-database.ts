import { Failure } from '../../domain/failures.ts';
import { namesOfSome, type RestorePlan } from '../../domain/restore-plan.ts';
import type { SourceFacts } from '../../domain/source.ts';
import type { Connection } from '../postgres/connection.ts';
import { readSourceFacts } from '../postgres/facts.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import { inSession } from '../postgres/in-session.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { databaseOptions } from '../sandbox/database.ts';
import { applyDatabaseProperties } from './database-properties.ts';
import { openMaintenance, readObjects } from './destination.ts';
import type { ClosedExcerpt } from './excerpt.ts';
import { markOf, readMark, splitComment, writeMark } from './mark.ts';
import { dropExcerpt, takeExcerpt } from './own-excerpt.ts';

/** The database of a restore. */
export interface OwnDatabase {
  readonly plan: RestorePlan;
  readonly candidates: readonly Connection[];
}

/**
 * Makes sure that the database is there and empty, and marks it as this run's. What an earlier attempt of this run has half
 * restored is dropped with its database, which is made again as it was. `facts` are the source's. A database in use gives room
 * for an `excerpt` only, and nothing else in it is touched.
 * @throws Failure DestinationUnusable where somebody else has put something there since the plan was made.
 */
export async function takeDatabase(own: OwnDatabase, facts: SourceFacts, excerpt?: ClosedExcerpt): Promise<void> {
  const { plan, candidates } = own;
  if (plan.destination.state === 'in use' && excerpt !== undefined) {
    await inDatabase(candidates, plan, session => takeExcerpt(plan, excerpt, session));
    return;
  }
  const [found, marker] = await look(own);
  if (found !== undefined && found.length > 0 && marker !== markOf(plan)) {
    throw new Failure(
      'DestinationUnusable',
      `the database ${plan.destination.database} is not empty any more: it has ${namesOfSome(found).join(', ')}`,
      { hint: 'find out who uses it, or restore into a new one with --create' },
    );
  }
  if (found === undefined) await makeDatabase(own, facts);
  else if (found.length > 0) await makeAgain(own, facts);
  await inDatabase(candidates, plan, session => writeMark(session, plan.destination.database, markOf(plan)));
}

/** Takes the mark away: what is in the database is whole. */
export async function releaseDatabase({ plan, candidates }: OwnDatabase): Promise<void> {
  await inDatabase(candidates, plan, session => writeMark(session, plan.destination.database, undefined));
}

/** Takes back what a run that will not finish has restored: a database it made goes, one that was there is empty again. */
export async function withdrawDatabase(
  own: OwnDatabase,
  openExcerpt: () => Promise<ClosedExcerpt | undefined>,
): Promise<void> {
  const [found, marker] = await look(own);
  if (found === undefined || marker !== markOf(own.plan)) return;
  const { state } = own.plan.destination;
  const excerpt = state === 'in use' ? await openExcerpt() : undefined;
  if (excerpt !== undefined) {
    await inDatabase(own.candidates, own.plan, session => dropExcerpt(excerpt, session));
    await releaseDatabase(own);
  } else if (state === 'missing') await inMaintenance(own, session => drop(session, own.plan));
  else await makeAgain(own);
}

function nameOf({ destination }: RestorePlan): string {
  return quoteIdentifier(destination.database);
}

/** The objects in the database, or undefined where it is missing, and whose mark it bears. */
async function look({ plan, candidates }: OwnDatabase): Promise<readonly [readonly string[] | undefined, string?]> {
  try {
    return await inDatabase(candidates, plan, async session => {
      return [await readObjects(session), await readMark(session, plan.destination.database)] as const;
    });
  } catch (error) {
    if (error instanceof Failure && error.kind === 'DatabaseMissing') return [undefined];
    throw error;
  }
}

/** Drops the database and makes it again, empty: as the source's was, or as it was found where this run did not make it. */
async function makeAgain(own: OwnDatabase, facts?: SourceFacts): Promise<void> {
  const { plan, candidates } = own;
  const source = plan.destination.state === 'missing' ? facts : undefined;
  const asFound = source ?? (await inDatabase(candidates, plan, readSourceFacts));
  await inMaintenance(own, session => drop(session, plan));
  await makeDatabase(own, asFound);
  if (source === undefined) {
    const { comment } = splitComment(asFound.database.comment);
    const properties = { ...asFound, database: { ...asFound.database, comment } };
    await inMaintenance(own, session => applyDatabaseProperties(session, properties, plan.destination.database));
  }
}

async function drop(session: Session, plan: RestorePlan): Promise<void> {
  await session.query(`DROP DATABASE ${nameOf(plan)} WITH (FORCE)`);
}

/** Another server need not have the source's tablespaces. */
function makeDatabase(own: OwnDatabase, facts: SourceFacts): Promise<void> {
  return inMaintenance(own, async session => {
    const { tablespace } = facts.database;
    const known = await session.query('SELECT FROM pg_tablespace WHERE spcname = $1', [tablespace]);
    await session.query(`CREATE DATABASE ${nameOf(own.plan)} ${databaseOptions(facts, known.length > 0)}`);
  });
}

async function inDatabase<T>(
  candidates: readonly Connection[],
  plan: RestorePlan,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inSession(await openSession(candidates, plan.run.runId), work);
}

async function inMaintenance(own: OwnDatabase, work: (session: Session) => Promise<void>): Promise<void> {
  await inSession(await openMaintenance(own.candidates, own.plan.run.runId), work);
}
