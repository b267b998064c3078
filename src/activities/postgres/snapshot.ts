import { Failure } from '../../domain/failures.ts';
import { quoteQualified } from './identifiers.ts';
import { type Relation, readInventory } from './proof/inventory.ts';
import type { Session } from './session.ts';

/** A snapshot that other sessions can read under, as long as the session that exported it lives. */
export interface Snapshot {
  /** What pg_dump's `--snapshot` takes. */
  readonly name: string;
  /** The server's clock when it was taken, RFC 3339 UTC. */
  readonly takenAt: string;
  readonly standby: boolean;
  readonly relations: readonly Relation[];
}

const LOCKED_AT_ONCE = 500;
const ROUNDS = 5;

/**
 * Opens a REPEATABLE READ transaction, locks every table in ACCESS SHARE and exports a snapshot that is younger than the
 * locks. In this order no rewrite of a table (ALTER, TRUNCATE) can come between snapshot and reading, which would show
 * the table empty: such rewrites do not follow snapshots.
 * @throws Failure SourceBusy where a lock is not had within `lockWaitMs`, or tables keep coming and going.
 */
export async function takeSnapshot(session: Session, lockWaitMs: number): Promise<Snapshot> {
  // Reading the size of a table waits for those who hold it, too.
  await session.query(`SET lock_timeout = ${Math.round(lockWaitMs)}`);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const before = await readInventory(session);
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = before.filter(isLockable);
    for (let start = 0; start < tables.length; start += LOCKED_AT_ONCE) {
      const names = tables.slice(start, start + LOCKED_AT_ONCE).map(table => `ONLY ${quoteQualified(table)}`);
      await session.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`);
    }
    const [taken] = await session.query<{ name: string; at: string; standby: boolean }>(
      `SELECT pg_export_snapshot() AS name, pg_is_in_recovery() AS standby,
              to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at`,
    );
    const relations = await readInventory(session);
    const locked = new Set(tables.map(table => table.oid));
    if (taken !== undefined && relations.every(relation => !isLockable(relation) || locked.has(relation.oid))) {
      return { name: taken.name, takenAt: taken.at, standby: taken.standby, relations };
    }
    await session.query('ROLLBACK');
  }
  throw new Failure('SourceBusy', 'tables are made faster than they can be locked', {
    hint: 'is a migration running? The next attempt begins anew',
  });
}

/** Tables of extensions are not read, and this role may have no right to. */
function isLockable(relation: Relation): boolean {
  return relation.extension === null && (relation.kind === 'table' || relation.kind === 'partitioned');
}
