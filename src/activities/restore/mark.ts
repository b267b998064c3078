import { escapeLiteral } from 'pg';
import type { RestorePlan } from '../../domain/restore-plan.ts';
import { shortRunId } from '../../domain/runs.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';

/**
 * The first line of a database's comment, as long as a run restores into it: what is there is that run's own, half done. The
 * comment that the database has otherwise follows. Any owner may write it, while a setting of an unknown name takes a
 * superuser; writing it fires no event trigger.
 */
const MARKED = /^Firedrill is restoring into this database: run ([0-9a-f]+)(?:\n([\s\S]*))?$/;

/** The mark of a database and the comment it has otherwise. */
interface Marked {
  readonly mark: string | undefined;
  readonly comment: string | null;
}

/** Takes a comment apart. */
export function splitComment(comment: string | null): Marked {
  const found = MARKED.exec(comment ?? '');
  return found === null ? { mark: undefined, comment } : { mark: found[1], comment: found[2] ?? null };
}

/** The mark that a database of the session's server bears, if any. */
export async function readMark(session: Session, database: string): Promise<string | undefined> {
  return (await readMarked(session, database)).mark;
}

/** Puts a mark on a database, or takes it off, and leaves its comment as it is. */
export async function writeMark(session: Session, database: string, mark: string | undefined): Promise<void> {
  const { comment } = await readMarked(session, database);
  await write(session, database, { mark, comment });
}

/** Gives a database another comment, and leaves its mark. */
export async function writeComment(session: Session, database: string, comment: string): Promise<void> {
  const { mark } = await readMarked(session, database);
  await write(session, database, { mark, comment });
}

/** The mark of a run: all its attempts have the same. */
export function markOf({ run }: Pick<RestorePlan, 'run'>): string {
  return shortRunId(run.firstExecutionRunId);
}

async function readMarked(session: Session, database: string): Promise<Marked> {
  const [row] = await session.query<{ comment: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
    [database],
  );
  return splitComment(row?.comment ?? null);
}

async function write(session: Session, database: string, { mark, comment }: Marked): Promise<void> {
  const lines = [
    ...(mark === undefined ? [] : [`Firedrill is restoring into this database: run ${mark}`]),
    ...(comment === null ? [] : [comment]),
  ];
  const written = lines.length === 0 ? 'NULL' : escapeLiteral(lines.join('\n'));
  await session.query(`COMMENT ON DATABASE ${quoteIdentifier(database)} IS ${written}`);
}
