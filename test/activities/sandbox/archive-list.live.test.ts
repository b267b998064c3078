import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { readSourceFacts } from '../../../src/activities/postgres/facts.ts';
import { sortEntries } from '../../../src/activities/sandbox/archive-list.ts';
import { clusterOf, makeDatabase, type TestDatabase } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';
import { dumpArchive, listEntries, writeEntries } from './archives.ts';

const sorted = async (database: TestDatabase) => {
  const facts = await readSourceFacts(await openSource(database.url));
  const archive = await dumpArchive(database);
  return { archive, passes: sortEntries(await listEntries(database, archive), facts.foreignMaterialisedViews) };
};

const restore = (into: TestDatabase, archive: string, list: string) =>
  execa(join(into.cluster.programs, 'pg_restore'), [
    '--exit-on-error',
    `--use-list=${list}`,
    `--dbname=${into.url}`,
    archive,
  ]);

const REACHING_OUT = `SELECT (SELECT count(*)::int FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) AS subscriptions,
  (SELECT count(*)::int FROM pg_user_mappings) AS mappings, (SELECT count(*)::int FROM pg_event_trigger) AS triggers`;

describe.each([15, 16, 18])('an archive of PostgreSQL %i', major => {
  test('D9: is restored without what reaches out, and event triggers come last', async () => {
    const source = await makeDatabase(clusterOf(major));
    await source.sql(`
      CREATE TABLE t (a serial); CREATE PUBLICATION p FOR ALL TABLES;
      CREATE SUBSCRIPTION "${source.name} sub" CONNECTION 'dbname=x password=secret' PUBLICATION p WITH (connect = false);
      COMMENT ON SUBSCRIPTION "${source.name} sub" IS 'secret';
      CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER away FOREIGN DATA WRAPPER nothing; GRANT USAGE ON FOREIGN SERVER away TO PUBLIC;
      CREATE USER MAPPING FOR PUBLIC SERVER away OPTIONS (password 'secret'); CREATE USER MAPPING FOR CURRENT_USER SERVER away;
      CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
      CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION f(); COMMENT ON EVENT TRIGGER watch IS 'x'`);
    const { archive, passes } = await sorted(source);
    expect(passes.leftOut.map(({ object }) => object)).toEqual(
      expect.arrayContaining([
        `SUBSCRIPTION - ${source.name} sub postgres`,
        `COMMENT - SUBSCRIPTION "${source.name} sub" postgres`,
        'USER MAPPING - USER MAPPING public SERVER away postgres',
        'USER MAPPING - USER MAPPING postgres SERVER away postgres',
      ]),
    );
    const into = await makeDatabase(clusterOf(major));
    await restore(into, archive, writeEntries(passes.first));
    expect(await into.sql(REACHING_OUT)).toEqual([{ subscriptions: 0, mappings: 0, triggers: 0 }]);
    await restore(into, archive, writeEntries(passes.eventTriggers));
    expect(await into.sql(REACHING_OUT)).toEqual([{ subscriptions: 0, mappings: 0, triggers: 1 }]);
    await source.sql(
      `ALTER SUBSCRIPTION "${source.name} sub" SET (slot_name = NONE); DROP SUBSCRIPTION "${source.name} sub"`,
    );
  });

  test('has each entry in exactly one part', async () => {
    const source = await makeDatabase(clusterOf(major));
    await source.sql(`CREATE TABLE "SUBSCRIPTION - x" (a serial); CREATE TABLE "EVENT TRIGGER" (a int); CREATE TABLE "two
; 1; 2 3 USER MAPPING - lines" (a int); CREATE SCHEMA "SEQUENCE SET"; CREATE SEQUENCE "SEQUENCE SET"."USER MAPPING";
      COMMENT ON TABLE "SUBSCRIPTION - x" IS 'x'; SELECT lo_create(4711)`);
    const { archive, passes } = await sorted(source);
    expect(passes.leftOut).toEqual([]);
    expect(passes.eventTriggers).toEqual([]);
    expect(passes.sequences).toHaveLength(2);
    const all = await listEntries(source, archive);
    expect([...passes.first, ...passes.sequences].toSorted()).toEqual([...all].toSorted());
    const into = await makeDatabase(clusterOf(major));
    await restore(into, archive, writeEntries(passes.first));
    await restore(into, archive, writeEntries(passes.sequences));
    expect(await into.sql(`SELECT 1 FROM pg_class WHERE relname LIKE 'two%lines'`)).toHaveLength(1);
  });

  test('is restored without the rows of materialised views whose query reaches a foreign table', async () => {
    const source = await makeDatabase(clusterOf(major));
    await source.sql(`CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER away FOREIGN DATA WRAPPER nothing;
      CREATE TABLE near (a int); CREATE MATERIALIZED VIEW own AS SELECT * FROM near;
      CREATE MATERIALIZED VIEW "reaching postgres" AS SELECT * FROM near; CREATE TABLE later (a int);
      CREATE MATERIALIZED VIEW reaching AS SELECT * FROM later; CREATE MATERIALIZED VIEW "in two
lines" AS SELECT * FROM later; CREATE VIEW between AS SELECT * FROM later; CREATE MATERIALIZED VIEW "through "" view" AS SELECT * FROM between`);
    // A view that was filled before its table moved away is populated, as one that once reached its server is.
    await source.sql(`CREATE FOREIGN TABLE far (a int) SERVER away; ALTER FOREIGN TABLE far INHERIT later`);
    const { archive, passes } = await sorted(source);
    expect(passes.leftOut.map(({ object }) => object).toSorted()).toEqual([
      'MATERIALIZED VIEW DATA public in two lines postgres',
      'MATERIALIZED VIEW DATA public reaching postgres',
      'MATERIALIZED VIEW DATA public through " view postgres',
    ]);
    const into = await makeDatabase(clusterOf(major));
    await restore(into, archive, writeEntries(passes.first));
    expect(
      await into.sql(`SELECT relname::text AS name FROM pg_class WHERE relkind = 'm' AND relispopulated ORDER BY 1`),
    ).toEqual([{ name: 'own' }, { name: 'reaching postgres' }]);
  });
});
