import { writeFileSync } from 'node:fs';
import type { RestoreOutcome } from '../../src/domain/outcomes.ts';
import type { TestDatabase } from '../stack/databases.ts';
import { type CliDocument, type House, openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

/** A schema with every property of its own, tables that need things from outside, and things outside that need its tables. */
export const SHOP = `
  CREATE SCHEMA app; COMMENT ON SCHEMA app IS 'the shop'; GRANT USAGE ON SCHEMA app TO PUBLIC;
  ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
  CREATE TYPE public.mood AS ENUM ('good', 'bad'); CREATE DOMAIN app.email AS text CHECK (value LIKE '%@%');
  CREATE FUNCTION public.fresh() RETURNS int LANGUAGE sql AS 'SELECT 7';
  CREATE TABLE public.country (code text PRIMARY KEY); INSERT INTO public.country VALUES ('de'), ('gb');
  CREATE TABLE app.customer (id serial PRIMARY KEY, mail app.email, mood public.mood, n int DEFAULT public.fresh(),
    country text REFERENCES public.country, half int GENERATED ALWAYS AS (n / 2) STORED);
  CREATE INDEX customer_mail ON app.customer (mail); COMMENT ON COLUMN app.customer.mail IS 'where to';
  CREATE TABLE app.line (id int GENERATED ALWAYS AS IDENTITY, customer int REFERENCES app.customer);
  CREATE FUNCTION app.watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
  CREATE TRIGGER watch BEFORE INSERT ON app.customer FOR EACH ROW EXECUTE FUNCTION app.watch();
  ALTER TABLE app.customer ENABLE ROW LEVEL SECURITY; CREATE POLICY seen ON app.customer USING (id > 0);
  CREATE POLICY own ON app.customer USING (EXISTS (SELECT FROM app.line)); CREATE STATISTICS app.both ON id, n FROM app.customer;
  CREATE VIEW app.mails AS SELECT mail FROM app.customer; CREATE VIEW app.where_from AS SELECT * FROM app.customer JOIN public.country ON true;
  CREATE TABLE app.sale (day int, amount numeric, PRIMARY KEY (day)) PARTITION BY RANGE (day);
  CREATE TABLE app.sale_old PARTITION OF app.sale FOR VALUES FROM (0) TO (10); CREATE TABLE app.sale_new PARTITION OF app.sale FOR VALUES FROM (10) TO (99);
  INSERT INTO app.customer (mail, mood, country) SELECT i || '@x', 'good', 'de' FROM generate_series(1, 50) i;
  INSERT INTO app.line (customer) SELECT i FROM generate_series(1, 40) i; INSERT INTO app.sale SELECT i, i FROM generate_series(1, 90) i`;

/** A house with a backup of a database that has been given some SQL, and a worker. */
export async function houseWith(
  database: TestDatabase,
  sql: string,
  policy: { readonly [setting: string]: unknown } = {},
): Promise<House> {
  await database.sql(sql);
  const house = await openHouse(database, { policy });
  await house.startWorker();
  done(await house.backup());
  return house;
}

/** Restores into a database that is there. */
export async function restoreInto(house: House, into: { readonly url: string }, ...args: readonly string[]) {
  writeFileSync(house.at('into.url'), into.url, { mode: 0o600 });
  const ran = await house.cli('restore', 'shop', '--into', `file:${house.at('into.url')}`, '--yes', ...args);
  const outcome = outcomeOf(ran.document);
  return { ...ran, outcome, failed: outcome?.checks.filter(({ verdict }) => verdict !== 'passed') };
}

/** Absent where the restore was refused, or failed. */
function outcomeOf({ data, error }: CliDocument): RestoreOutcome | undefined {
  return error === undefined ? data : undefined;
}

/** What a dump shows of an excerpt of a database, as the differences of two of them show. */
export const STRUCTURE = `
  SELECT (SELECT string_agg(conname || pg_get_constraintdef(oid), '; ' ORDER BY conname) FROM pg_constraint WHERE conrelid = 'app.customer'::regclass) AS keys,
    (SELECT string_agg(indexdef, '; ' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'app' AND tablename = 'customer') AS indexes,
    (SELECT string_agg(tgname, '; ') FROM pg_trigger WHERE tgrelid = 'app.customer'::regclass AND NOT tgisinternal) AS triggers,
    (SELECT string_agg(polname, '; ' ORDER BY polname) FROM pg_policy WHERE polrelid = 'app.customer'::regclass) AS policies,
    (SELECT relrowsecurity FROM pg_class WHERE oid = 'app.customer'::regclass) AS secured, col_description('app.customer'::regclass, 2) AS comment,
    (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM pg_class, unnest(relacl) a WHERE oid = 'app.customer'::regclass) AS rights,
    (SELECT last_value::int FROM app.customer_id_seq) AS last, (SELECT count(*)::int FROM app.customer) AS rows,
    (SELECT obj_description(oid, 'pg_namespace') || nspacl::text FROM pg_namespace WHERE nspname = 'app') AS schema,
    (SELECT count(*)::int FROM pg_default_acl) AS "defaults", (SELECT count(*)::int FROM pg_statistic_ext) AS statistics`;
