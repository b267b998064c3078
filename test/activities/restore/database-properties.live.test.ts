import { expect, test } from 'vitest';
import { readSourceFacts } from '../../../src/activities/postgres/facts.ts';
import { applyDatabaseProperties } from '../../../src/activities/restore/database-properties.ts';
import { openStage } from '../../mutations/stage.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';
import { prepareRestore, type Wanted } from './prepared-restore.ts';

const TABLE = 'CREATE TABLE t (id serial PRIMARY KEY)';

async function prepared(sql: string, wanted?: Wanted) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(sql.replaceAll('SOURCE_', database.name));
  const stage = openStage(database);
  return prepareRestore(stage, await stage.backup(), wanted);
}

test('a database that is made has what is settled for the source beside its objects, and nothing more', async () => {
  const role = `"app_${Date.now()}"`;
  const { load, compare, sql, name } =
    await prepared(`${TABLE}; CREATE ROLE ${role}; COMMENT ON DATABASE SOURCE_ IS 'it''s';
    ALTER DATABASE SOURCE_ CONNECTION LIMIT 5; ALTER DATABASE SOURCE_ SET search_path = "$user", "Odd, one"; ALTER DATABASE SOURCE_ SET app.a = 'b';
    ALTER ROLE ${role} IN DATABASE SOURCE_ SET work_mem = '3MB'; ALTER ROLE ${role} SET temp_buffers = '4MB';
    REVOKE ALL ON DATABASE SOURCE_ FROM PUBLIC; GRANT CONNECT ON DATABASE SOURCE_ TO ${role} WITH GRANT OPTION`);
  await load();
  await compare();
  const [made] = await sql<{
    acl: string[];
  }>(`SELECT shobj_description(oid, 'pg_database') AS comment, datconnlimit AS most, datacl::text[] AS acl
    FROM pg_database WHERE datname = '${name}'`);
  const acl = ['postgres=CTc/postgres', `${role.slice(1, -1)}=c*/postgres`];
  expect({ ...made, acl: made?.acl.toSorted() }).toEqual({ comment: `it's`, most: 5, acl: acl.toSorted() });
  const settings = await sql<{ config: string }>(`SELECT setconfig::text AS config FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = '${name}') ORDER BY setrole`);
  expect(settings.map(({ config }) => config)).toEqual([
    '{"search_path=\\"$user\\", \\"Odd, one\\"",app.a=b}',
    '{work_mem=3MB}',
  ]);
});

test('a database that nobody has restricted stays so', async () => {
  const { load, compare, sql, name } = await prepared(TABLE);
  await load();
  expect(await sql(`SELECT datacl FROM pg_database WHERE datname = '${name}'`)).toEqual([{ datacl: null }]);
  expect((await compare()).checks.map(check => check.name)).toEqual(
    expect.arrayContaining(['database', 'database properties']),
  );
});

test('of a database that was found only the content is compared', async () => {
  const { load, compare } = await prepared(`${TABLE}; COMMENT ON DATABASE SOURCE_ IS 'source'`, {
    made: 'CREATE DATABASE THIS_',
  });
  await load();
  const { checks } = await compare();
  const names = checks.map(check => check.name);
  expect(names).toEqual(expect.arrayContaining(['table public.t', 'sequence public.t_id_seq']));
  expect(names.filter(name => name.startsWith('database'))).toEqual([]);
});

test('what is set for all roles of a server is not set for the database', async () => {
  const database = await makeDatabase(clusterOf(15));
  const session = await openSource(database.url);
  const facts = await readSourceFacts(session);
  const settings = [{ role: null, database: null, settings: ['work_mem=3MB'] }];
  await applyDatabaseProperties(session, { ...facts, database: { ...facts.database, settings } }, database.name);
  const found = `SELECT FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  expect(await database.sql(found)).toEqual([]);
});
