-- A database with every kind of object that a schema holds, in PostgreSQL 15 and later. ROLE_a and ROLE_b are roles that are there, THIS_ is its name.
CREATE SCHEMA shop AUTHORIZATION "ROLE_a";
CREATE SCHEMA "Odd ""Names"" -- Name: x; Type: TABLE; Schema: y; Owner: z";
COMMENT ON SCHEMA shop IS 'what is sold
--
-- Name: nothing; Type: TABLE; Schema: shop; Owner: nobody
--
';
CREATE EXTENSION IF NOT EXISTS plpgsql;

-- Types
CREATE TYPE shop.mood AS ENUM ('sad', 'it''s ok', 'happy; very');
CREATE TYPE shop.pair AS (a int, b text COLLATE "C");
CREATE TYPE shop.span AS RANGE (subtype = numeric, multirange_type_name = shop.spans);
CREATE DOMAIN shop.code AS varchar(8) DEFAULT 'a' NOT NULL CHECK (VALUE IN ('a', 'b'));
ALTER DOMAIN shop.code ADD CONSTRAINT short CHECK (length(VALUE) < 9) NOT VALID;
COMMENT ON CONSTRAINT short ON DOMAIN shop.code IS 'eight at most';
CREATE TYPE shop.shell;
CREATE COLLATION shop.plain (provider = libc, locale = 'C');
CREATE CONVERSION shop.to_utf8 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- Functions with odd bodies
CREATE FUNCTION shop.odd(a int DEFAULT 1, VARIADIC b text[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql IMMUTABLE AS $body$
begin

--
-- Name: orders; Type: TABLE; Schema: shop; Owner: nobody
--

-- a comment; with 'quotes" and $x$ dollars $$
  return $$x$$ || E'a\'b\\' || "a" || '--';
end $body$;
CREATE FUNCTION shop.odd(text) RETURNS text LANGUAGE sql STABLE STRICT COST 5 SET search_path = shop, "$user" RETURN 'x' || $1;
CREATE FUNCTION shop."upper; Case"() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
CREATE FUNCTION shop.add_mood(int, shop.mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'select $1 + 1';
CREATE PROCEDURE shop.work(INOUT n int) LANGUAGE plpgsql SECURITY DEFINER AS 'begin n := n + 1; end';
CREATE AGGREGATE shop.moods(shop.mood) (SFUNC = shop.add_mood, STYPE = int, INITCOND = '0');
CREATE FUNCTION shop.mood_number(shop.mood) RETURNS int LANGUAGE sql IMMUTABLE AS $$select length($1::text)$$;
CREATE CAST (shop.mood AS int) WITH FUNCTION shop.mood_number(shop.mood) AS ASSIGNMENT;
CREATE FUNCTION shop.same(shop.pair, shop.pair) RETURNS bool LANGUAGE sql IMMUTABLE AS 'select ($1).a = ($2).a';
CREATE OPERATOR shop.=== (LEFTARG = shop.pair, RIGHTARG = shop.pair, FUNCTION = shop.same, COMMUTATOR = OPERATOR(shop.===));
CREATE OPERATOR FAMILY shop.numbers USING btree;
CREATE OPERATOR CLASS shop.int_ops FOR TYPE int USING btree FAMILY shop.numbers AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE TEXT SEARCH DICTIONARY shop.dictionary (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION shop.config (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION shop.config ALTER MAPPING FOR word WITH shop.dictionary;

-- Tables
CREATE TABLE shop.orders (
  id bigint GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 5),
  customer int NOT NULL, kind varchar(10) DEFAULT 'b' CHECK (kind IN ('a', 'b')), placed date DEFAULT CURRENT_DATE,
  amount numeric(10, 2), tax numeric GENERATED ALWAYS AS (amount * 0.2) STORED, note text COLLATE "C", mood shop.mood, code shop.code,
  "Spaced Column" int, "select" text, span shop.span, tags text[] DEFAULT ARRAY['x'], pair shop.pair,
  CONSTRAINT orders_key PRIMARY KEY (id), CONSTRAINT positive CHECK (amount > 0) NO INHERIT,
  EXCLUDE USING gist (span WITH &&) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO shop.orders (customer, amount) VALUES (1, 5), (2, 7);
ALTER TABLE shop.orders ADD CONSTRAINT later CHECK (customer > 0) NOT VALID, ALTER note SET STORAGE EXTERNAL, ALTER customer SET STATISTICS 200,
  SET (fillfactor = 80, autovacuum_enabled = off);
ALTER TABLE shop.orders ADD gone int; ALTER TABLE shop.orders DROP gone;
CREATE TABLE shop.lines (order_id bigint REFERENCES shop.orders ON DELETE CASCADE DEFERRABLE, n serial UNIQUE NULLS NOT DISTINCT, other text);
ALTER TABLE shop.lines ADD CONSTRAINT unproven FOREIGN KEY (n) REFERENCES shop.lines (n) NOT VALID;
CREATE TABLE shop.parent (a int, b text DEFAULT 'p' CHECK (b IN ('p', 'q')));
CREATE TABLE shop.child (c int, a int) INHERITS (shop.parent);
ALTER TABLE shop.parent ADD d date;
CREATE TABLE shop.log (at timestamptz NOT NULL, region text, what varchar CHECK (what IN ('i', 'o'))) PARTITION BY RANGE (at);
CREATE TABLE shop.log_2025 PARTITION OF shop.log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (region);
CREATE TABLE shop.log_2025_eu PARTITION OF shop.log_2025 (what DEFAULT 'i') FOR VALUES IN ('eu', 'uk');
CREATE TABLE shop.log_rest PARTITION OF shop.log DEFAULT;
CREATE TABLE shop.hashed (m shop.mood) PARTITION BY HASH (m);
CREATE TABLE shop.hashed_0 PARTITION OF shop.hashed FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE INDEX log_at ON shop.log (at);
CREATE INDEX log_only ON ONLY shop.log (region);
CREATE UNLOGGED TABLE shop.fast (a int) WITH (autovacuum_enabled = false);
CREATE TABLE shop.typed OF shop.pair (a PRIMARY KEY);
CREATE TABLE "Odd ""Names"" -- Name: x; Type: TABLE; Schema: y; Owner: z"."a
b; c*'d" ("x""y" int PRIMARY KEY, "Übung é" text DEFAULT E'a''b\n;c');
CREATE TABLE "Odd ""Names"" -- Name: x; Type: TABLE; Schema: y; Owner: z"."a b; c*'d" (z int);
COMMENT ON TABLE "Odd ""Names"" -- Name: x; Type: TABLE; Schema: y; Owner: z"."a
b; c*'d" IS E'it''s\n\\. odd';
COMMENT ON COLUMN shop.orders."Spaced Column" IS 'a column';
COMMENT ON CONSTRAINT positive ON shop.orders IS 'no gifts';
CREATE SEQUENCE shop.numbers AS smallint START -5 MINVALUE -5 CYCLE CACHE 3;

-- What hangs on tables
CREATE INDEX by_date ON shop.orders (placed DESC NULLS LAST, (lower(note))) INCLUDE (amount) WITH (fillfactor = 70) WHERE kind IN ('a', 'b');
COMMENT ON INDEX shop.by_date IS 'for the report';
CREATE UNIQUE INDEX "By Customer" ON shop.orders (customer);
ALTER TABLE shop.orders CLUSTER ON "By Customer", REPLICA IDENTITY USING INDEX "By Customer";
ALTER INDEX shop.by_date ALTER COLUMN 2 SET STATISTICS 50;
CREATE INDEX gin ON shop.orders USING gin (tags);
CREATE STATISTICS shop.together (ndistinct, dependencies) ON customer, placed FROM shop.orders;
ALTER STATISTICS shop.together SET STATISTICS 77;
COMMENT ON STATISTICS shop.together IS 'columns';
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER touch BEFORE UPDATE OF note, kind ON shop.orders FOR EACH ROW WHEN (new.kind IN ('a', 'b')) EXECUTE FUNCTION shop.touch('x', 'y');
CREATE TRIGGER off AFTER INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER always AFTER INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON shop.orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER parts AFTER INSERT ON shop.log FOR EACH ROW EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.orders DISABLE TRIGGER off;
ALTER TABLE shop.orders ENABLE ALWAYS TRIGGER always;
ALTER TABLE shop.log_2025_eu DISABLE TRIGGER parts;
COMMENT ON TRIGGER touch ON shop.orders IS 'touches';
CREATE RULE silent AS ON DELETE TO shop.parent WHERE old.b IN ('p', 'q') DO INSTEAD NOTHING;
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.orders FOR UPDATE TO "ROLE_a" USING (kind IN ('a', 'b')) WITH CHECK (amount < 5);
CREATE POLICY "All; rows" ON shop.orders AS RESTRICTIVE USING (true);
COMMENT ON POLICY own ON shop.orders IS 'their own';

-- Views
CREATE VIEW shop.totals WITH (security_barrier, security_invoker) AS
  SELECT customer, sum(amount) AS total, kind IN ('a', 'b') AS known FROM shop.orders GROUP BY customer, kind;
CREATE VIEW shop.checked AS SELECT * FROM shop.lines WHERE other IN ('x', 'y') WITH LOCAL CHECK OPTION;
ALTER VIEW shop.checked ALTER other SET DEFAULT 'x';
CREATE MATERIALIZED VIEW shop.summary AS SELECT count(*) AS n, 'lit;eral' AS word FROM shop.orders;
CREATE UNIQUE INDEX ON shop.summary (n);
CREATE MATERIALIZED VIEW shop.empty AS SELECT 1 / n AS n FROM shop.summary WITH NO DATA;
CREATE RECURSIVE VIEW shop.counting (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < 5;
COMMENT ON VIEW shop.totals IS 'a view';

-- What reaches out, by name only
CREATE FOREIGN DATA WRAPPER nowhere OPTIONS (debug 'wrapper-option');
CREATE SERVER far TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER nowhere OPTIONS (password 'server-option');
CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (password 'mapping-option');
CREATE FOREIGN TABLE shop.distant (a int OPTIONS (column_name 'b')) SERVER far OPTIONS (table_name 't');
CREATE PUBLICATION pub FOR TABLE shop.orders (id, customer) WHERE (id > 5);
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA "Odd ""Names"" -- Name: x; Type: TABLE; Schema: y; Owner: z" WITH (publish = 'insert');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere password=subscription-option' PUBLICATION pub WITH (connect = false, slot_name = NONE);
CREATE FUNCTION shop.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE EVENT TRIGGER on_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION shop.on_ddl();
COMMENT ON EVENT TRIGGER on_ddl IS 'an event trigger';

-- Owners and rights
ALTER TABLE shop.orders OWNER TO "ROLE_a";
ALTER FUNCTION shop.touch() OWNER TO "ROLE_b";
ALTER TYPE shop.mood OWNER TO "ROLE_a";
GRANT USAGE ON SCHEMA shop TO "ROLE_b" WITH GRANT OPTION;
GRANT SELECT, UPDATE (note) ON shop.orders TO "ROLE_b" WITH GRANT OPTION;
GRANT INSERT ON shop.lines TO PUBLIC;
SET ROLE "ROLE_b"; GRANT SELECT ON shop.orders TO PUBLIC; RESET ROLE;
REVOKE ALL ON FUNCTION shop.odd(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.odd(text) TO "ROLE_a";
REVOKE USAGE ON TYPE shop.mood FROM PUBLIC;
GRANT USAGE ON SEQUENCE shop.numbers TO "ROLE_b";
GRANT USAGE ON FOREIGN SERVER far TO "ROLE_b";
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO "ROLE_b";
ALTER DEFAULT PRIVILEGES FOR ROLE "ROLE_a" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
SELECT lo_from_bytea(4711, 'x');
GRANT SELECT ON LARGE OBJECT 4711 TO "ROLE_b";
ALTER LARGE OBJECT 4711 OWNER TO "ROLE_a";
COMMENT ON LARGE OBJECT 4711 IS 'a large object';

-- Properties of the database and settings of roles
COMMENT ON DATABASE THIS_ IS 'the database''s comment';
ALTER DATABASE THIS_ CONNECTION LIMIT 77;
ALTER DATABASE THIS_ SET search_path TO shop, "$user", "Odd ""Names"" -- Name: x; Type: TABLE; Schema: y; Owner: z";
ALTER DATABASE THIS_ SET default_transaction_read_only = on;
ALTER DATABASE THIS_ SET app.token = 'setting-option; it''s';
ALTER DATABASE THIS_ SET "DateStyle" = 'German, DMY';
ALTER ROLE "ROLE_a" IN DATABASE THIS_ SET work_mem = '8MB';
ALTER ROLE "ROLE_a" SET session_preload_libraries = 'a;b', "c d";
ALTER ROLE "ROLE_b" SET app.token = 'setting-option
ALTER ROLE x SET y TO z;';
REVOKE ALL ON DATABASE THIS_ FROM PUBLIC;
GRANT CONNECT ON DATABASE THIS_ TO "ROLE_b" WITH GRANT OPTION;
ALTER DATABASE THIS_ OWNER TO "ROLE_a";
