import { count } from './counting.ts';
import { type Finding, findingsOf } from './diagnosis.ts';
import { formatDuration } from './durations.ts';

const source = findingsOf('source');

/** The last day of each major (https://www.postgresql.org/support/versioning/). */
const LAST_DAYS: { readonly [major: number]: string } = {
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
};

/** Since when a major gets no fixes any more, as a sentence; undefined while it does. `now` is in milliseconds since the epoch. */
export function endOfLife(major: number, now: number): string | undefined {
  const lastDay = LAST_DAYS[major];
  if (lastDay === undefined || now < Date.parse(lastDay) + DAY_MS) return undefined;
  return `no fixes since ${lastDay}`;
}

/** A server that answered; `now` is in milliseconds since the epoch. */
export function judgeServer(place: string, version: string, major: number, now: number): Finding {
  const words = `PostgreSQL ${version}, ${place}`;
  const ended = endOfLife(major, now);
  if (ended === undefined) return source.ok('server', words);
  return source.warning('server', `${words}: ${ended}`, 'upgrade the server to a supported major');
}

const DAY_MS = 86_400_000;

/** Who the backup's role is on its server. */
export interface RoleFacts {
  readonly name: string;
  readonly superuser: boolean;
  readonly readsAll: boolean;
  readonly bypassRls: boolean;
}

/** A superuser works; the page of least privilege names a role that can do less. */
export function judgeRole({ name, superuser, readsAll, bypassRls }: RoleFacts): Finding {
  if (superuser) return source.ok('role', `${name}, a superuser: more than a backup needs`);
  const rights = [...(readsAll ? ['pg_read_all_data'] : []), ...(bypassRls ? ['BYPASSRLS'] : [])];
  return source.ok('role', `${name}, no superuser${rights.length > 0 ? `, with ${rights.join(' and ')}` : ''}`);
}

/** Whether the password is the one that everybody tries first. */
export function judgePassword(user: string, kind: 'default' | 'own' | 'none'): Finding {
  switch (kind) {
    case 'default':
      return source.warning(
        'password',
        'is “postgres”, which everybody tries first',
        `set another one with \\password ${user} in psql, and change what the target refers to`,
      );
    case 'own':
      return source.ok('password', 'is not the public default');
    case 'none':
      return source.ok('password', 'none is used');
  }
}

/** A pooler gives a connection a process id of its own, since the server's changes from statement to statement. */
export function judgePooler(announcedPid: number | null, backendPid: number): Finding {
  if (announcedPid === backendPid) return source.ok('pooler', 'none in between');
  return source.failed(
    'pooler',
    'a pooler stands between: settings and the snapshot of one session may reach another',
    'name host and port of the server itself for the target',
  );
}

/** Longest difference between the clocks that nobody needs to know of. */
const CLOCK_TOLERANCE_MS = 10_000;

/** `skewMs` is positive where the server is ahead. Age, RPO and S3 signatures depend on both clocks. */
export function judgeClock(skewMs: number): Finding {
  const size = Math.abs(skewMs);
  if (size <= CLOCK_TOLERANCE_MS) return source.ok('clock', `less than ${formatDuration(CLOCK_TOLERANCE_MS)} apart`);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  return source.warning(
    'clock',
    `the server’s is ${formatDuration(size)} ${side} this host’s`,
    'timedatectl set-ntp true, on whichever is wrong',
  );
}

export interface StandbyFacts {
  readonly standby: boolean;
  readonly feedback: boolean;
  /** Milliseconds since the last replayed transaction; null where none was replayed. */
  readonly replayAgeMs: number | null;
}

/** On a standby vacuum of the primary may cancel a dump, and a backup is only as new as what was replayed. */
export function judgeStandby({ standby, feedback, replayAgeMs }: StandbyFacts): Finding {
  if (!standby) return source.ok('standby', 'no: this is a primary');
  const age = replayAgeMs === null ? '' : `, last replayed ${formatDuration(replayAgeMs)} ago`;
  if (feedback) return source.ok('standby', `yes${age}; unlogged tables are not in its backups`);
  return source.warning(
    'standby',
    `yes${age}; without hot_standby_feedback the primary’s vacuum may cancel a dump`,
    'ALTER SYSTEM SET hot_standby_feedback = on on the standby, then SELECT pg_reload_conf()',
  );
}

/** Settings and sessions of the server that could end a dump. */
export interface LoadFacts {
  readonly tables: number;
  /** Places of the lock table. */
  readonly lockPlaces: number;
  /** Connections that an ordinary role may still open. */
  readonly freeConnections: number;
  /** Connections that a backup opens. */
  readonly neededConnections: number;
  /** Tables that other sessions hold in ACCESS EXCLUSIVE now. */
  readonly heldTables: readonly string[];
  /** Milliseconds after which the server may give up a snapshot; -1 for never. */
  readonly oldSnapshotMs: number;
}

export function judgeLoad(facts: LoadFacts): readonly Finding[] {
  const { tables, lockPlaces, freeConnections, neededConnections, heldTables, oldSnapshotMs } = facts;
  const findings: Finding[] = [];
  // The session that proves and the programs that dump lock every table, each for itself.
  if (2 * tables > lockPlaces) {
    findings.push(
      source.warning(
        'locks',
        `${count(tables, 'table')} and ${count(lockPlaces, 'place')} in the lock table: a dump may run out of them`,
        'raise max_locks_per_transaction of the server, which takes a restart',
      ),
    );
  } else if (heldTables.length > 0) {
    findings.push(
      source.warning(
        'locks',
        `others hold ${heldTables.slice(0, 5).join(', ')} exclusively: a dump waits, for dump.lockWait at most`,
        'SELECT pid, query FROM pg_stat_activity shows who; often it is a migration',
      ),
    );
  } else findings.push(source.ok('locks', `${count(tables, 'table')}, none held exclusively by others`));
  findings.push(
    freeConnections < neededConnections
      ? source.warning(
          'connections',
          `${freeConnections} free, a backup opens ${neededConnections}`,
          'raise max_connections of the server, or lower dump.connections or dump.streams of the policy',
        )
      : source.ok('connections', `${freeConnections} free, a backup opens ${neededConnections}`),
  );
  if (oldSnapshotMs >= 0) {
    findings.push(
      source.warning(
        'snapshot',
        `the server may give up snapshots after ${formatDuration(oldSnapshotMs)}: a longer dump fails`,
        'set old_snapshot_threshold = -1 on the server',
      ),
    );
  }
  return findings;
}
