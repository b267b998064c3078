import { beforeAll, describe, expect, test } from 'vitest';
import { assertReadable, readOmissions } from '../../../src/activities/postgres/rights.ts';
import { clusterOf, makeDatabase, type TestDatabase } from '../../stack/databases.ts';
import { openSource, urlAs } from './sources.ts';

describe.each([15, 16, 18])('on PostgreSQL %i', major => {
  let database: TestDatabase;
  let role: string;
  beforeAll(async () => {
    database = await makeDatabase(clusterOf(major));
    role = `${database.name}_backup`;
    await database.sql(
      `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; CREATE ROLE ${role}_all LOGIN PASSWORD 'secret' IN ROLE pg_read_all_data`,
    );
  });

  /** Checks as a new role that only has what the statements grant; `who` stands for the role in them. */
  const check = async (statements: string, suffix = '') => {
    const who = `${role}${suffix}`;
    await database.sql(`DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s; ${statements.replaceAll('who', who)}`);
    await assertReadable(await openSource(urlAs(database.url, who)));
  };

  test.each([
    ['a table', 'GRANT USAGE ON SCHEMA s TO who; CREATE TABLE s.t (a int)', 's.t'],
    ['a table in a schema that is closed', 'CREATE TABLE s.t (a int); GRANT SELECT ON s.t TO who', 's.t'],
    [
      'one column of a table',
      'GRANT USAGE ON SCHEMA s TO who; CREATE TABLE s.t (a int, b int); GRANT SELECT (a) ON s.t TO who',
      's.t',
    ],
    ['a sequence', 'GRANT USAGE ON SCHEMA s TO who; CREATE SEQUENCE s."odd;"', 's.odd;'],
    [
      'a partition',
      'GRANT USAGE ON SCHEMA s TO who; CREATE TABLE s.p (a int) PARTITION BY LIST (a); GRANT SELECT ON s.p TO who; CREATE TABLE s.p_1 PARTITION OF s.p DEFAULT',
      's.p_1',
    ],
  ])('%s that the role may not read is named, with what to grant', async (_what, statements, name) => {
    const checked = check(statements);
    await expect(checked).rejects.toMatchObject({ kind: 'RightsMissing', message: `${role} may not read ${name}` });
    await expect(checked).rejects.toMatchObject({ hint: expect.stringContaining(`GRANT pg_read_all_data TO ${role}`) });
  });

  test('no more than five objects are named, the others counted', async () => {
    const tables = Array.from({ length: 7 }, (_, index) => `CREATE TABLE s.t${index} (a int);`).join(' ');
    await expect(check(tables)).rejects.toThrow(`${role} may not read s.t0, s.t1, s.t2, s.t3, s.t4 and 2 more`);
  });

  test.each([
    ['policies of a table', 'ALTER TABLE s.t ENABLE ROW LEVEL SECURITY'],
    [
      'policies that let all rows through',
      'ALTER TABLE s.t ENABLE ROW LEVEL SECURITY; CREATE POLICY open ON s.t USING (true)',
    ],
    [
      'forced policies of its own table',
      'ALTER TABLE s.t ENABLE ROW LEVEL SECURITY; ALTER TABLE s.t FORCE ROW LEVEL SECURITY; ALTER TABLE s.t OWNER TO who',
    ],
    [
      'policies of a partitioned table',
      'CREATE TABLE s.p (a int) PARTITION BY LIST (a); ALTER TABLE s.p ENABLE ROW LEVEL SECURITY; DROP TABLE s.t; ALTER TABLE s.p RENAME TO t',
    ],
  ])('D7: rows that %s would hide are refused', async (_what, statements) => {
    await expect(check(`CREATE TABLE s.t (a int); ${statements}`, '_all')).rejects.toMatchObject({
      kind: 'RightsMissing',
      message: `row-level security hides rows from ${role}_all: s.t`,
      hint: `ALTER ROLE … BYPASSRLS for ${role}_all`,
    });
  });

  test.each([
    ['a role with pg_read_all_data', 'CREATE TABLE s.t (a serial)', '_all'],
    [
      'the owner of a table with policies',
      'GRANT USAGE ON SCHEMA s TO who; CREATE TABLE s.t (a int); ALTER TABLE s.t OWNER TO who; ALTER TABLE s.t ENABLE ROW LEVEL SECURITY',
      '',
    ],
    [
      'a role that needs nothing of an extension',
      'CREATE TABLE s.t (a int); ALTER EXTENSION plpgsql ADD TABLE s.t',
      '',
    ],
    ['a role without rights on views', 'CREATE VIEW s.v AS SELECT 1; CREATE MATERIALIZED VIEW s.m AS SELECT 1', ''],
  ])('%s may read everything', async (_what, statements, suffix) => {
    await check(statements, suffix);
    if (statements.includes('EXTENSION')) await database.sql('ALTER EXTENSION plpgsql DROP TABLE s.t');
  });

  test('a role that bypasses policies may read everything', async () => {
    const { url } = await makeDatabase(clusterOf(major));
    await database.sql(`CREATE ROLE ${role}_free LOGIN PASSWORD 'secret' BYPASSRLS IN ROLE pg_read_all_data`);
    const session = await openSource(url);
    await session.query('CREATE TABLE public.t (a int)');
    await session.query('ALTER TABLE public.t ENABLE ROW LEVEL SECURITY');
    await assertReadable(await openSource(urlAs(url, `${role}_free`)));
  });

  test('large objects are counted where the role may not read them, and not where it may', async () => {
    const { url, sql } = await makeDatabase(clusterOf(major));
    await sql(
      `SELECT lo_create(1), lo_create(2), lo_create(3); GRANT SELECT ON LARGE OBJECT 1 TO PUBLIC; GRANT SELECT ON LARGE OBJECT 2 TO ${role}_all`,
    );
    const checked = async () => assertReadable(await openSource(urlAs(url, `${role}_all`)));
    await expect(checked()).rejects.toMatchObject({
      kind: 'RightsMissing',
      message: `${role}_all may not read 1 large object`,
    });
    await sql(`ALTER LARGE OBJECT 3 OWNER TO ${role}_all`);
    await checked();
    await assertReadable(await openSource(url));
  });

  test('what a dump of an ordinary role silently lacks is told, and nothing of it to a superuser', async () => {
    const { url, sql } = await makeDatabase(clusterOf(major));
    await sql(`CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER away FOREIGN DATA WRAPPER nothing;
      CREATE USER MAPPING FOR PUBLIC SERVER away; CREATE TABLE t (a int); CREATE INDEX broken ON t (a);
      CREATE SUBSCRIPTION ${role}_sub CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)`);
    await sql(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass`);
    const invalid = 'not in the backup: 1 invalid index; REINDEX or drop';
    expect(await readOmissions(await openSource(urlAs(url, `${role}_all`)))).toEqual([
      'not in the backup: 1 subscription, which only a superuser may dump',
      'may be missing in the backup: options of 1 user mapping, which only a superuser sees',
      invalid,
    ]);
    expect(await readOmissions(await openSource(url))).toEqual([invalid]);
  });
});
