import { describe, expect, test } from 'vitest';
import { scopeOf } from '../../../src/activities/postgres/proof/inventory.ts';
import { proveContent } from '../../../src/activities/postgres/proof/prove.ts';
import type { Session } from '../../../src/activities/postgres/session.ts';
import { takeSnapshot } from '../../../src/activities/postgres/snapshot.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openOther, someoneWaits } from './other-sessions.ts';
import { openSource } from './sources.ts';

const LONG_MS = 60_000;

/** The session, with something that happens before its first query of a kind. */
function interrupted(session: Session, moment: RegExp, happen: () => Promise<unknown>): Session {
  let waiting = true;
  const query: Session['query'] = async (text, values) => {
    if (waiting && moment.test(text)) {
      waiting = false;
      await happen();
    }
    return session.query(text, values);
  };
  return { ...session, query };
}

async function rowsSeen(session: Session): Promise<{ readonly [table: string]: number }> {
  const { relations, standby } = await takeSnapshot(session, LONG_MS);
  const scope = scopeOf(relations, [], standby);
  const { tables } = await proveContent(session, scope, 'full', new AbortController().signal, () => undefined);
  return Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));
}

describe.each([15, 16, 18])('on PostgreSQL %i', major => {
  const prepared = async () => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql('CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)');
    return database;
  };

  describe.each([
    ['before the tables are listed', /pg_class/],
    ['after the tables are listed', /^LOCK TABLE/],
  ])('a transaction that begins %s', (_when, moment) => {
    test.each([
      ['rewrites a table', 'ALTER TABLE t ALTER a TYPE bigint; INSERT INTO t VALUES (0)', { t: 1_001 }],
      ['empties a table', 'TRUNCATE t; INSERT INTO t VALUES (0)', { t: 1 }],
      ['replaces a table', 'DROP TABLE t; CREATE TABLE t (a int); INSERT INTO t VALUES (0)', { t: 1 }],
      ['makes another table', 'LOCK t; CREATE TABLE u (a int); INSERT INTO u VALUES (0)', { t: 1_000, u: 1 }],
    ])('and %s is seen whole, and its tables are held', async (_what, statements, expected) => {
      const database = await prepared();
      const other = await openOther(database);
      const session = await openSource(database.url);
      const seen = rowsSeen(interrupted(session, moment, () => other.query(`BEGIN; ${statements}`)));
      await someoneWaits(database);
      await other.query('COMMIT');
      expect(await seen).toEqual(expected);
      for (const table of Object.keys(expected)) {
        await expect(database.sql(`SET lock_timeout = 50; DROP TABLE ${table}`)).rejects.toThrow('lock timeout');
      }
    });
  });
});
