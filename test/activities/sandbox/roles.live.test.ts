import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSourceFacts } from '../../../src/activities/postgres/facts.ts';
import { quoteIdentifier } from '../../../src/activities/postgres/identifiers.ts';
import { createRoles, createTablespaces } from '../../../src/activities/sandbox/roles.ts';
import type { SourceFacts } from '../../../src/domain/source.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { connectSource } from '../postgres/sources.ts';
import { makeSandbox, type TestSandbox } from './sandboxes.ts';

/** Facts without what other tests made on the same cluster. */
async function readFacts(url: string, ours: (name: string) => boolean): Promise<SourceFacts> {
  const session = await connectSource(url);
  const facts = await readSourceFacts(session);
  await session.close();
  return {
    ...facts,
    roles: facts.roles.filter(({ name }) => ours(name)),
    memberships: facts.memberships.filter(({ member }) => ours(member)),
    tablespaces: [],
  };
}

describe.each([15, 16, 18])('roles of PostgreSQL %i in a sandbox', major => {
  let source: SourceFacts;
  let sandbox: TestSandbox;
  let made: SourceFacts;
  let name: (suffix: string) => string;
  beforeAll(async () => {
    const database = await makeDatabase(clusterOf(major));
    name = suffix => `${database.name}_${suffix}`;
    const quoted = (suffix: string) => quoteIdentifier(name(suffix));
    await database.sql(`
      CREATE ROLE ${quoted('zero')} LOGIN PASSWORD 'secret' CREATEDB REPLICATION NOINHERIT CONNECTION LIMIT 3;
      CREATE ROLE ${quoted('o\'dd "role"; --')} LOGIN SUPERUSER BYPASSRLS CREATEROLE PASSWORD 'secret' IN ROLE pg_monitor;
      CREATE ROLE ${quoted('a')}; CREATE ROLE ${quoted('b')}; CREATE ROLE ${quoted('c')};
      ALTER ROLE ${quoted('a')} SET session_preload_libraries = 'not-there';
      GRANT ${quoted('zero')} TO ${quoted('c')} WITH ADMIN OPTION; SET ROLE ${quoted('c')};
      GRANT ${quoted('zero')} TO ${quoted('b')} WITH ADMIN OPTION; SET ROLE ${quoted('b')};
      GRANT ${quoted('zero')} TO ${quoted('a')} WITH ADMIN OPTION; RESET ROLE`);
    if (major >= 16)
      await database.sql(`GRANT ${quoted('b')} TO ${quoted('a')} WITH INHERIT FALSE, SET FALSE, ADMIN TRUE`);
    source = await readFacts(database.url, role => role.startsWith(database.name));
    sandbox = await makeSandbox(major);
    const session = await sandbox.open();
    await createRoles(session, source);
    const facts = await readSourceFacts(session);
    await session.close();
    made = facts;
  });
  afterAll(() => sandbox.end());

  test('have their attributes, but can neither log in nor bring settings or limits along', () => {
    expect(source.roles).toHaveLength(5);
    const expected = source.roles.map(role => ({
      ...role,
      canLogin: false,
      connectionLimit: -1,
      validUntil: null,
      settings: [],
    }));
    expect(made.roles.filter(role => role.name !== 'postgres')).toEqual(expected);
  });

  test('have no password', async () => {
    expect(await sandbox.sql('SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL')).toEqual([]);
  });

  test('belong to one another as on the source, granted by the same roles with the same options', () => {
    const sorted = (facts: SourceFacts) => facts.memberships.map(membership => JSON.stringify(membership)).toSorted();
    expect(source.memberships.map(({ grantor }) => grantor)).toEqual(expect.arrayContaining([name('b'), name('c')]));
    const ours = { ...made, memberships: made.memberships.filter(({ member }) => member.startsWith(name(''))) };
    expect(sorted(ours)).toEqual(sorted(source));
  });

  test('own tablespaces that lie inside of the cluster, whatever the source’s paths', async () => {
    const tablespaces = [{ name: 'odd "space"; --', owner: name('a'), options: [] }];
    const session = await sandbox.open();
    await createTablespaces(session, { ...source, tablespaces });
    await session.close();
    const query = `SELECT spcname::text AS name, pg_get_userbyid(spcowner)::text AS owner, pg_tablespace_location(oid) AS place
      FROM pg_tablespace WHERE spcname !~ '^pg_'`;
    expect(await sandbox.sql(query)).toEqual([
      { name: 'odd "space"; --', owner: name('a'), place: expect.stringMatching(/^pg_tblspc\/\d+$/) },
    ]);
  });

  test('that cannot be granted are told with the server’s reason', async () => {
    const wrong = { role: name('a'), member: 'not-there', grantor: null, admin: false, inherit: true, set: true };
    const session = await sandbox.open();
    const granting = createRoles(session, { ...source, roles: [], memberships: [wrong] });
    await expect(granting.finally(() => session.close())).rejects.toThrow('role "not-there" does not exist');
  });
});
