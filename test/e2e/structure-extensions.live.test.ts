import { expect, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';

/** A database with extensions, objects in a tablespace, and a schema `public` of its own. */
async function makeExtended() {
  const database = await makeDatabase(clusterOf(15));
  const role = `${database.name}_r`;
  const space = `${database.name} s`;
  await runSql(
    `${database.url}?options=-c%20allow_in_place_tablespaces=on`,
    `CREATE TABLESPACE "${space}" LOCATION ''`,
  );
  await database.sql(`CREATE ROLE ${role}; CREATE SCHEMA ext;
    CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist;
    CREATE EXTENSION postgres_fdw; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION unaccent;
    REVOKE ALL ON FUNCTION public.similarity(text, text) FROM PUBLIC; GRANT EXECUTE ON FUNCTION public.similarity(text, text) TO ${role};
    GRANT SELECT ON pg_stat_statements TO ${role}; COMMENT ON EXTENSION citext IS 'changed';
    CREATE TABLE own (a citext PRIMARY KEY, b ext.hstore, c int, EXCLUDE USING gist (c WITH =)) TABLESPACE "${space}";
    CREATE INDEX trigrams ON own USING gin (a gin_trgm_ops) TABLESPACE "${space}"; CREATE INDEX elsewhere ON own (c);
    CREATE TABLE parts (a int) PARTITION BY LIST (a) TABLESPACE "${space}"; CREATE TABLE part PARTITION OF parts DEFAULT;
    CREATE MATERIALIZED VIEW seen TABLESPACE "${space}" AS SELECT a FROM own; CREATE VIEW plain AS SELECT 1;
    CREATE FUNCTION member() RETURNS int LANGUAGE sql AS 'select 1'; ALTER EXTENSION unaccent ADD FUNCTION member();
    ALTER SCHEMA public OWNER TO ${role}; REVOKE ALL ON SCHEMA public FROM PUBLIC; COMMENT ON SCHEMA public IS NULL`);
  return database;
}

test('accuses no extension, no member of one, and no tablespace', async () => {
  const house = await openHouse(await makeExtended());
  await house.startWorker();
  done(await house.backup());
  const { checks } = done(await house.restoreTest());
  expect(checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
});

test('finds what lies in another tablespace, and a right on a member of an extension', async () => {
  const house = await openHouse(await makeExtended());
  const sandboxSql = `ALTER INDEX public.trigrams SET TABLESPACE pg_default; ALTER TABLE public.own SET TABLESPACE pg_default;
    GRANT EXECUTE ON FUNCTION public.similarity(text, text) TO PUBLIC; DROP EXTENSION btree_gist CASCADE`;
  await house.startWorker({ plants: [{ activity: 'compareStructure', when: 'before', act: { sandboxSql } }] });
  done(await house.backup());
  const { outcome } = failed(await house.restoreTest(), 'DataDiffers');
  expect(outcome?.checks?.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name)).toEqual([
    'structure EXTENSION btree_gist',
    'structure COMMENT EXTENSION btree_gist',
    'structure TABLE public.own',
    'structure CONSTRAINT public.own own_c_excl',
    'structure INDEX public.trigrams',
    'structure ACL public.FUNCTION similarity(text, text)',
  ]);
});
