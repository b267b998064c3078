import { escapeLiteral } from 'pg';
import { z } from 'zod';
import { claimOf, isOldEnough } from '../../domain/run-claim.ts';
import { type RunIdentity, shortRunId } from '../../domain/runs.ts';
import type { AskRun } from '../leftovers/repository-leftovers.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';

/** What the names of scratch databases begin with. Nothing else on a server is ever dropped. */
const PREFIX = 'firedrill_test_';

/** The name of a run's scratch database: eight random hex digits that nobody else has, and equal on every retry. */
export function scratchName({ firstExecutionRunId }: RunIdentity): string {
  return `${PREFIX}${shortRunId(firstExecutionRunId)}`;
}

/** The empty database beside it that shows how a server writes definitions. */
export function referenceName(scratch: string): string {
  return `${scratch}_reference`;
}

const mark = z.object({
  format: z.literal(1),
  runId: z.string(),
  workflowId: z.string(),
  firstExecutionRunId: z.string(),
  startedAt: z.string(),
  /** RFC 3339; where it is kept for a person. */
  keptUntil: z.string().optional(),
});

const MARK = 'restore test of firedrill ';

/** Marks a database as a run's. A comment needs no right but ownership, and no dump of the database carries it. */
export async function markScratch(session: Session, name: string, run: RunIdentity, keptUntil?: string): Promise<void> {
  const text = `${MARK}${JSON.stringify({ ...claimOf(run), keptUntil })}`;
  await session.query(`COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${escapeLiteral(text)}`);
}

/** Whether a scratch database is there. */
export async function isScratchThere(session: Session, name: string): Promise<boolean> {
  return (await session.query('SELECT FROM pg_catalog.pg_database WHERE datname = $1', [name])).length > 0;
}

/**
 * Drops a scratch database and the reference beside it, and ends whoever uses them. Returns whether they are gone. Throws what the
 * server refuses.
 */
export async function dropScratch(session: Session, scratch: string): Promise<boolean> {
  const names = [scratch, referenceName(scratch)];
  const own = (await readScratches(session)).filter(({ name }) => names.includes(name));
  for (const { name } of own) await drop(session, name);
  return (await Promise.all(names.map(name => isScratchThere(session, name)))).every(isThere => !isThere);
}

async function drop(session: Session, name: string): Promise<void> {
  await session.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
}

/**
 * Drops the scratch databases whose runs are over and whose time has come, also those of other hosts; one of a run that
 * Temporal does not know, when it is a day old. What bears no mark is left alone. Returns the names of those dropped.
 */
export async function sweepScratches(session: Session, askRun: AskRun, nowMs: number): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const { name, claim, keptUntil } of await readScratches(session)) {
    if (claim === undefined || (keptUntil !== undefined && Date.parse(keptUntil) > nowMs)) continue;
    const state = await askRun(claim);
    if (state === 'at work' || (state === 'unknown' && !isOldEnough(Date.parse(claim.startedAt), nowMs))) continue;
    await drop(session, name);
    dropped.push(name);
  }
  return dropped;
}

/** The databases of this role that are named as scratch databases are, with whose they are. */
async function readScratches(session: Session) {
  const rows = await session.query<{ name: string; comment: string | null }>(
    `SELECT datname::text AS name, pg_catalog.shobj_description(oid, 'pg_database') AS comment
       FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, $1) AND pg_get_userbyid(datdba) = current_user`,
    [PREFIX],
  );
  return rows.map(({ name, comment }) => {
    const claim = readMark(comment);
    return { name, claim, keptUntil: claim?.keptUntil };
  });
}

function readMark(comment: string | null): z.output<typeof mark> | undefined {
  if (!comment?.startsWith(MARK)) return undefined;
  try {
    return mark.safeParse(JSON.parse(comment.slice(MARK.length))).data;
  } catch {
    return undefined;
  }
}
