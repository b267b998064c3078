import type { RestorePlan } from '../../domain/restore-plan.ts';
import { shortRunId } from '../../domain/runs.ts';
import type { Session } from '../postgres/session.ts';

/**
 * A setting of the database that stands as long as a run restores into it: what is there is that run's own, half done. Setting
 * it fires no event trigger, and no dump carries it.
 */
export const MARKER = 'firedrill.restoring';

/** The mark that a session's database bears, if any. */
export async function readMark(session: Session): Promise<string | undefined> {
  const [mark] = await session.query<{ value: string }>(
    `SELECT substr(c, ${MARKER.length + 2}) AS value FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS c
      WHERE s.setrole = 0 AND s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND c LIKE '${MARKER}=%'`,
  );
  return mark?.value;
}

/** The mark of a run: all its attempts have the same. */
export function markOf({ run }: Pick<RestorePlan, 'run'>): string {
  return shortRunId(run.firstExecutionRunId);
}
