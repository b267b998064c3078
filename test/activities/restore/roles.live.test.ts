import { escapeIdentifier } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { runSql } from '../../../dev/stack/postgres-cluster.ts';
import { readSourceFacts } from '../../../src/activities/postgres/facts.ts';
import { createMissingRoles } from '../../../src/activities/restore/roles.ts';
import { openStage } from '../../mutations/stage.ts';
import { clusterOf, makeDatabase, urlOf } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';
import { prepareRestore } from './prepared-restore.ts';

const OTHER = urlOf(clusterOf(18), 'template1');

/** A database of PostgreSQL 16, with roles whose names begin as it does, and PostgreSQL 18 without them. */
async function withRoles(sql: string) {
  const database = await makeDatabase(clusterOf(16));
  const prefix = database.name;
  const named = (text: string) => text.replaceAll('P_', `${prefix}_`);
  await database.sql(named(sql));
  onTestFinished(async () => {
    for (const { name } of await rolesLike(prefix)) await runSql(OTHER, `DROP ROLE ${escapeIdentifier(name)}`);
  });
  return { database, named, prefix };
}

const rolesLike = (prefix: string) =>
  runSql<{ name: string }>(
    OTHER,
    `SELECT rolname::text AS name FROM pg_roles WHERE rolname LIKE '${prefix}%' ORDER BY 1`,
  );

test('an owner that the server lacks ends a restore before the database is made', async () => {
  const { database, named } = await withRoles(
    'CREATE ROLE "P_x"; CREATE TABLE t (a int); ALTER TABLE t OWNER TO "P_x"',
  );
  const stage = openStage(database);
  const { load, exists } = await prepareRestore(stage, await stage.backup(), { cluster: clusterOf(18) });
  await expect(load()).rejects.toMatchObject({
    kind: 'DestinationUnusable',
    message: expect.stringContaining(named('no role P_x')),
    hint: expect.stringContaining('--with-globals'),
  });
  expect(await exists()).toBe(false);
});

test('so does the owner of the database itself, where it is to be made', async () => {
  const { database, named } = await withRoles('CREATE ROLE "P_x"');
  await database.sql(named(`ALTER DATABASE ${database.name} OWNER TO "P_x"`));
  const stage = openStage(database);
  const backup = await stage.backup();
  const missing = await prepareRestore(stage, backup, { cluster: clusterOf(18) });
  await expect(missing.load()).rejects.toMatchObject({ kind: 'DestinationUnusable' });
  const empty = await prepareRestore(stage, backup, { cluster: clusterOf(18), made: 'CREATE DATABASE THIS_' });
  expect((await empty.load()).checks).toMatchObject([{ verdict: 'passed' }]);
});

const ROLES = `
CREATE ROLE "P_plain" NOINHERIT CREATEDB; CREATE ROLE "P_in; 'quotes""" LOGIN PASSWORD 'secret' CONNECTION LIMIT 7 VALID UNTIL '2030-01-01';
ALTER ROLE "P_plain" SET search_path = "$user", "Odd, one"; ALTER ROLE "P_plain" SET app.tenant = 'a''b';
CREATE ROLE "P_group"; CREATE ROLE "P_y"; CREATE ROLE "P_z"; GRANT "P_group" TO "P_z" WITH ADMIN OPTION;
GRANT "P_group" TO "P_y" WITH ADMIN OPTION GRANTED BY "P_z"; GRANT "P_group" TO "P_plain" WITH ADMIN OPTION GRANTED BY "P_y"; CREATE ROLE "P_there" LOGIN`;

/** Makes the roles of a source on another server, as a restore with globals does. */
async function createThere(
  { url }: { readonly url: string },
  globals: string,
  changed: (facts: Awaited<ReturnType<typeof readSourceFacts>>) => Awaited<ReturnType<typeof readSourceFacts>>,
) {
  const facts = changed(await readSourceFacts(await openSource(url)));
  return createMissingRoles(await openSource(OTHER), facts, globals);
}

test('roles are made as they were, also those whose rights come from one another', async () => {
  const { database, named, prefix } = await withRoles(ROLES);
  await runSql(OTHER, named('CREATE ROLE "P_there" NOLOGIN'));
  const [row] = await runSql<{ verifier: string }>(
    database.url,
    named(`SELECT rolpassword AS verifier FROM pg_authid WHERE rolname LIKE 'P_in;%'`),
  );
  const globals = named(`ALTER ROLE "P_in; 'quotes""" WITH NOSUPERUSER PASSWORD '${row?.verifier}';`);
  const own = (role: string) => role.startsWith(prefix);
  const made = await createThere(database, globals, facts => ({
    ...facts,
    roles: facts.roles.filter(({ name }) => own(name)),
    memberships: facts.memberships.filter(({ role }) => own(role)),
  }));
  expect(made.toSorted()).toEqual(['P_group', `P_in; 'quotes"`, 'P_plain', 'P_y', 'P_z'].map(named));
  const facts = `SELECT substr(rolname, ${prefix.length + 2}) AS name, rolinherit AS i, rolcreatedb AS d, rolcanlogin AS l, rolconnlimit AS n,
    rolvaliduntil::text AS until, rolpassword AS p FROM pg_authid WHERE rolname LIKE '${prefix}%' AND rolname NOT LIKE '%there' ORDER BY 1`;
  expect(await runSql(OTHER, facts)).toEqual(await runSql(database.url, facts));
  const settings = `SELECT setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname LIKE '${prefix}%'`;
  expect(await runSql(OTHER, settings)).toEqual(await runSql(database.url, settings));
  const memberships = `SELECT member::regrole::text AS m, roleid::regrole::text AS r, grantor::regrole::text AS g, admin_option AS a
    FROM pg_auth_members WHERE roleid::regrole::text LIKE '%${prefix}%' ORDER BY 1, 2`;
  expect(await runSql(OTHER, memberships)).toEqual(await runSql(database.url, memberships));
});

test('roles that are there are not touched, nor made members of one another', async () => {
  const { database, named, prefix } = await withRoles(
    'CREATE ROLE "P_there" LOGIN CONNECTION LIMIT 3; CREATE ROLE "P_too"; GRANT "P_there" TO "P_too"',
  );
  await runSql(OTHER, named('CREATE ROLE "P_there" NOLOGIN; CREATE ROLE "P_too" NOLOGIN'));
  const made = await createThere(database, '', facts => ({
    ...facts,
    roles: facts.roles.filter(({ name }) => name.startsWith(prefix)),
    memberships: facts.memberships.filter(({ role }) => role.startsWith(prefix)),
  }));
  expect(made).toEqual([]);
  const there = named(`SELECT rolcanlogin AS l, rolconnlimit AS n FROM pg_roles WHERE rolname = 'P_there'`);
  expect(await runSql(OTHER, there)).toEqual([{ l: false, n: -1 }]);
  expect(await runSql(OTHER, named(`SELECT FROM pg_auth_members WHERE roleid = '"P_there"'::regrole`))).toEqual([]);
});

test('where one role cannot be made none is', async () => {
  const { database, named, prefix } = await withRoles('CREATE ROLE "P_a"; CREATE ROLE "P_b"');
  const broken = createThere(database, '', facts => ({
    ...facts,
    roles: facts.roles
      .filter(({ name }) => name.startsWith(prefix))
      .map(role => ({ ...role, settings: role.name === named('P_b') ? ['work_mem=never'] : [] })),
    memberships: [],
  }));
  await expect(broken).rejects.toThrow('work_mem');
  expect(await rolesLike(prefix)).toEqual([]);
});
