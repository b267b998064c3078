import { describe, expect, test } from 'vitest';
import { scopeOf } from '../../../src/activities/postgres/proof/inventory.ts';
import { proveContent } from '../../../src/activities/postgres/proof/prove.ts';
import { takeSnapshot } from '../../../src/activities/postgres/snapshot.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openOther, sessionsWhere, someoneWaits } from './other-sessions.ts';
import { openSource } from './sources.ts';

const LONG_MS = 60_000;
const SHORT_MS = 100;

describe.each([15, 16, 18])('on PostgreSQL %i', major => {
  const prepared = async () => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql('CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)');
    return database;
  };

  test('D8: what is written after the snapshot is not seen', async () => {
    const database = await prepared();
    const session = await openSource(database.url);
    const { relations } = await takeSnapshot(session, LONG_MS);
    const prove = () =>
      proveContent(session, scopeOf(relations, [], false), 'full', new AbortController().signal, () => undefined);
    const before = await prove();
    await database.sql('INSERT INTO t VALUES (0); UPDATE t SET a = a + 1; DELETE FROM t WHERE a > 500');
    expect(await prove()).toEqual(before);
  });

  test('a table cannot be rewritten or emptied as long as the snapshot lives, and then it can', async () => {
    const database = await prepared();
    const session = await openSource(database.url);
    await takeSnapshot(session, LONG_MS);
    for (const statement of ['ALTER TABLE t ALTER a TYPE bigint', 'TRUNCATE t', 'DROP TABLE t']) {
      await expect(database.sql(`SET lock_timeout = '${SHORT_MS}ms'; ${statement}`)).rejects.toThrow('lock timeout');
    }
    await session.query('COMMIT');
    await database.sql('DROP TABLE t');
  });

  test('a table that others hold for longer than the lock wait is refused as busy', async () => {
    const database = await prepared();
    const other = await openOther(database);
    await other.query('BEGIN; LOCK TABLE t');
    const session = await openSource(database.url);
    await expect(takeSnapshot(session, SHORT_MS)).rejects.toMatchObject({ kind: 'SourceBusy' });
  });

  test('a table that goes away while its lock is awaited is refused as busy', async () => {
    const database = await prepared();
    const other = await openOther(database);
    await other.query('BEGIN; DROP TABLE t');
    const refused = expect(
      openSource(database.url).then(session => takeSnapshot(session, LONG_MS)),
    ).rejects.toMatchObject({
      kind: 'SourceBusy',
    });
    await someoneWaits(database);
    await other.query('COMMIT');
    await refused;
  });

  test.each([
    ['a refusal', SHORT_MS, 'LOCK TABLE u'],
    ['an abort', LONG_MS, 'SELECT 1'],
  ])('leaves no lock and no transaction after %s', async (_what, lockWaitMs, held) => {
    const database = await prepared();
    await database.sql('CREATE TABLE u (a int)');
    const other = await openOther(database);
    await other.query(`BEGIN; ${held}`);
    const session = await openSource(database.url);
    await takeSnapshot(session, lockWaitMs).catch(() => undefined);
    await session.close();
    await other.query('ROLLBACK');
    await sessionsWhere(database, `application_name = 'firedrill-test'`, count => count === 0);
    await database.sql(`SET lock_timeout = '${SHORT_MS}ms'; DROP TABLE t, u`);
  });

  test('the time of the snapshot is the server’s, in UTC', async () => {
    const database = await prepared();
    const session = await openSource(database.url);
    const clock = async () => {
      const [row] = await database.sql<{ now: Date }>('SELECT clock_timestamp() AS now');
      return row?.now.toISOString() ?? '';
    };
    const [before, { takenAt }, after] = [await clock(), await takeSnapshot(session, LONG_MS), await clock()];
    expect([before, takenAt, after]).toEqual([before, takenAt, after].toSorted());
  });

  test('a table of an extension needs no right, and is not locked', async () => {
    const database = await prepared();
    const role = `${database.name}_reader`;
    await database.sql(`CREATE TABLE member (a int); ALTER EXTENSION plpgsql ADD TABLE member;
      CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT SELECT ON t TO ${role}`);
    const session = await openSource(database.url, { user: role, password: 'secret' });
    const { relations } = await takeSnapshot(session, LONG_MS);
    expect(relations.map(({ name }) => name)).toEqual(['member', 't']);
  });
});
