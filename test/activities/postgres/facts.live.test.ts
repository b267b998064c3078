import { beforeAll, describe, expect, test } from 'vitest';
import { readSourceFacts } from '../../../src/activities/postgres/facts.ts';
import { quoteIdentifier } from '../../../src/activities/postgres/identifiers.ts';
import type { SourceFacts } from '../../../src/domain/source.ts';
import { clusterOf, type TestDatabase } from '../../stack/databases.ts';
import { makeDatabaseAs } from './round-trips.ts';
import { connectSource, urlAs } from './sources.ts';

describe.each([15, 16, 18])('an ordinary role reads of PostgreSQL %i', major => {
  let database: TestDatabase;
  let facts: SourceFacts;
  const role = (name: string) => `${database.name}_${name}`;
  beforeAll(async () => {
    database = await makeDatabaseAs(
      clusterOf(major),
      `ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' CONNECTION LIMIT 7`,
    );
    await database.sql(`
      CREATE ROLE ${role('reader')} LOGIN PASSWORD 'secret' CREATEDB NOINHERIT CONNECTION LIMIT 3 VALID UNTIL '2030-01-01 00:00+00';
      CREATE ROLE ${quoteIdentifier(role('odd "group"'))} REPLICATION BYPASSRLS CREATEROLE ROLE ${role('reader')};
      ALTER ROLE ${role('reader')} SET work_mem = '9MB'; ALTER ROLE ${role('reader')} IN DATABASE ${database.name} SET jit = off;
      ALTER DATABASE ${database.name} SET work_mem = '5MB'; ALTER DATABASE ${database.name} OWNER TO ${role('reader')};
      COMMENT ON DATABASE ${database.name} IS 'shop'; GRANT CONNECT ON DATABASE ${database.name} TO ${quoteIdentifier(role('odd "group"'))};
      CREATE TABLE near (a int); CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER away FOREIGN DATA WRAPPER nothing;
      CREATE FOREIGN TABLE far (a int) SERVER away; CREATE VIEW over AS SELECT * FROM far; CREATE VIEW around AS SELECT * FROM over;
      CREATE MATERIALIZED VIEW direct AS SELECT * FROM far WITH NO DATA;
      CREATE MATERIALIZED VIEW "by;way" AS SELECT * FROM around WITH NO DATA; CREATE MATERIALIZED VIEW own AS SELECT * FROM near;
      CREATE TABLE whole (a int) PARTITION BY LIST (a); CREATE FOREIGN TABLE part PARTITION OF whole DEFAULT SERVER away;
      CREATE MATERIALIZED VIEW through AS SELECT * FROM whole WITH NO DATA`);
    const session = await connectSource(urlAs(database.url, role('reader')));
    facts = await readSourceFacts(session);
    await session.close();
  });

  test('which server it is', () => {
    expect(facts.server).toEqual({
      version: expect.stringMatching(new RegExp(`^${major}\\.`)),
      versionNumber: expect.any(Number),
      systemIdentifier: expect.stringMatching(/^\d{15,}$/),
      standby: false,
      bootstrapRole: 'postgres',
    });
    expect(Math.floor(facts.server.versionNumber / 10_000)).toBe(major);
  });

  test('how the database was made', () => {
    expect(facts.database).toMatchObject({
      name: database.name,
      owner: role('reader'),
      encoding: 'LATIN1',
      collate: 'C',
      ctype: 'C',
      localeProvider: 'c',
      locale: null,
      icuRules: null,
      connectionLimit: 7,
      tablespace: 'pg_default',
      comment: 'shop',
    });
    expect(facts.database.acl.join()).toContain('odd ""group""');
  });

  test('settings of the database and of a role in it', () => {
    expect(facts.database.settings).toEqual(
      expect.arrayContaining([
        { role: null, database: database.name, settings: ['work_mem=5MB'] },
        { role: role('reader'), database: database.name, settings: ['jit=off'] },
      ]),
    );
  });

  test('roles with their attributes, and no password', () => {
    expect(facts.roles[0]).toMatchObject({ name: 'postgres', superuser: true });
    expect(facts.roles).toContainEqual({
      name: role('reader'),
      superuser: false,
      inherit: false,
      createRole: false,
      createDatabase: true,
      canLogin: true,
      replication: false,
      bypassRls: false,
      connectionLimit: 3,
      validUntil: '2030-01-01 00:00:00+00',
      settings: ['work_mem=9MB'],
    });
    expect(facts.roles.map(({ name }) => name).filter(name => name.startsWith('pg_'))).toEqual([]);
    expect(JSON.stringify(facts)).not.toMatch(/SCRAM|secret/);
  });

  test('who belongs to whom, with the options of this major', () => {
    const options = major >= 16 ? { inherit: false, set: true } : { inherit: null, set: null };
    expect(facts.memberships).toContainEqual({
      role: role('odd "group"'),
      member: role('reader'),
      grantor: 'postgres',
      admin: false,
      ...options,
    });
  });

  test('extensions, and the materialised views whose query reaches a foreign table', () => {
    expect(facts.extensions).toEqual([{ name: 'plpgsql', version: '1.0', schema: 'pg_catalog' }]);
    expect(facts.foreignMaterialisedViews).toEqual([
      { oid: expect.stringMatching(/^\d+$/), schema: 'public', name: 'by;way' },
      { oid: expect.stringMatching(/^\d+$/), schema: 'public', name: 'direct' },
      { oid: expect.stringMatching(/^\d+$/), schema: 'public', name: 'through' },
    ]);
  });
});
