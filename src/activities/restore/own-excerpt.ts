import { droppable } from '../../domain/archive-parts.ts';
import { Failure } from '../../domain/failures.ts';
import type { RestorePlan } from '../../domain/restore-plan.ts';
import { readPreamble } from '../../domain/schema-dump.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';
import { assertAbsent, type ClosedExcerpt } from './excerpt.ts';
import { withList } from './excerpt-lists.ts';
import { markOf, readMark, writeMark } from './mark.ts';
import { readPresent } from './present.ts';

/**
 * Makes sure that nothing of an excerpt is in the database, and marks it as this run's. What an earlier attempt of this run has
 * made is dropped.
 * @throws Failure DestinationUnusable where somebody else has made some of it since the plan, or restores into the database.
 */
export async function takeExcerpt(plan: RestorePlan, excerpt: ClosedExcerpt, session: Session): Promise<void> {
  const { database } = plan.destination;
  const mark = await readMark(session, database);
  if (mark === markOf(plan)) await dropExcerpt(excerpt, session);
  else if (mark !== undefined) {
    throw new Failure('DestinationUnusable', `another restore into ${plan.destination.database} is not done: ${mark}`, {
      hint: `where that run is gone for good, take its line off the comment of the database: COMMENT ON DATABASE ${quoteIdentifier(database)} IS NULL`,
    });
  } else {
    const there = await readPresent(session, excerpt.entries);
    // A new database has this schema, and it is given its owner and rights; one in use keeps it.
    assertAbsent(
      excerpt.members.filter(({ dumpId }) => there.has(dumpId)),
      plan.destination.place,
    );
  }
  await writeMark(session, database, markOf(plan));
}

/**
 * Drops what this run has made of an excerpt, all of it or nothing, and nothing that depends on it: then the drop is refused.
 * @throws Failure DestinationUnusable
 */
export async function dropExcerpt({ members, head }: ClosedExcerpt, session: Session): Promise<void> {
  const script = await withList(droppable(members), list =>
    head.ask('--file=-', '--schema-only', '--clean', '--if-exists', `--use-list=${list}`),
  );
  await session.query('BEGIN');
  try {
    await session.query(readPreamble(script));
    await session.query('COMMIT');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('DestinationUnusable', `what was half restored cannot be dropped: ${error.message}`, {
      hint: 'find out what depends on it, and drop both',
      cause: error,
    });
  }
}
