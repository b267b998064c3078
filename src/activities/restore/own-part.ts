import { escapeLiteral } from 'pg';
import { droppable } from '../../domain/archive-parts.ts';
import { Failure } from '../../domain/failures.ts';
import type { PlannedPart } from '../../domain/partial-restore.ts';
import type { RestorePlan } from '../../domain/restore-plan.ts';
import { readPreamble } from '../../domain/schema-dump.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';
import { MARKER, markOf, readMark } from './mark.ts';
import { assertAbsent, closePart, type OpenedPart } from './part.ts';
import { withList } from './part-lists.ts';
import { readPresent } from './present.ts';

/**
 * Makes sure that nothing of a part is in the database, and marks it as this run's. What an earlier attempt of this run has
 * made is dropped.
 * @throws Failure DestinationUnusable where somebody else has made some of it since the plan, or restores into the database.
 */
export async function takePart(
  plan: RestorePlan,
  planned: PlannedPart,
  part: OpenedPart,
  session: Session,
): Promise<void> {
  const mark = await readMark(session);
  if (mark === markOf(plan)) await dropPart(planned, part, session);
  else if (mark !== undefined) {
    throw new Failure('DestinationUnusable', `another restore into ${plan.destination.database} is not done: ${mark}`, {
      hint: `where that run is gone for good: ALTER DATABASE ${quoteIdentifier(plan.destination.database)} RESET ${MARKER}`,
    });
  } else {
    const { members } = closePart(part, planned);
    const there = await readPresent(session, part.entries);
    const conflicts = part.entries.filter(({ dumpId }) => members.has(dumpId) && there.has(dumpId));
    // A new database has this schema, and it is given its owner and rights; one in use keeps it.
    assertAbsent(conflicts, plan.destination.place);
  }
  const name = quoteIdentifier(plan.destination.database);
  await session.query(`ALTER DATABASE ${name} SET ${MARKER} = ${escapeLiteral(markOf(plan))}`);
}

/**
 * Drops what this run has made of a part, all of it or nothing, and nothing that depends on it: then the drop is refused.
 * @throws Failure DestinationUnusable
 */
export async function dropPart(planned: PlannedPart, part: OpenedPart, session: Session): Promise<void> {
  const { members } = closePart(part, planned);
  const mine = part.entries.filter(({ dumpId }) => members.has(dumpId));
  const lines = droppable(mine).map(({ line }) => line);
  const script = await withList(lines, list =>
    part.head.ask('--file=-', '--schema-only', '--clean', '--if-exists', `--use-list=${list}`),
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
