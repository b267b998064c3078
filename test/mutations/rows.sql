-- Tables with rows, one for each way in which rows, values and objects can go wrong. READER is a role that is there.
CREATE SCHEMA rows;
CREATE TABLE rows.lost (id int PRIMARY KEY, note text);
INSERT INTO rows.lost SELECT n, 'row ' || n FROM generate_series(1, 100) n;
CREATE TABLE rows.changed (id int PRIMARY KEY, note text);
INSERT INTO rows.changed SELECT n, 'row ' || n FROM generate_series(1, 100) n;
CREATE TABLE rows.doubled (note text);
INSERT INTO rows.doubled VALUES ('once'), ('twice');
CREATE TABLE rows.twins (word text);
INSERT INTO rows.twins SELECT 'same' FROM generate_series(1, 10);
CREATE TABLE rows.swapped (id int PRIMARY KEY, note text);
INSERT INTO rows.swapped VALUES (1, 'one'), (2, 'two');
CREATE TABLE rows.prices (amount numeric);
INSERT INTO rows.prices VALUES (1.0), (2.50);
CREATE TABLE rows.zeros (amount float8);
INSERT INTO rows.zeros VALUES (0), (1);
CREATE TABLE rows.blanks (code char(5), name varchar);
INSERT INTO rows.blanks VALUES ('a', 'b ');
CREATE TABLE rows.nothing (note text);
INSERT INTO rows.nothing VALUES (NULL);
CREATE TABLE rows.documents (document json);
INSERT INTO rows.documents VALUES ('{"a": 1, "b": 2}');
CREATE TABLE rows.parts (day date, n int) PARTITION BY RANGE (day);
CREATE TABLE rows.parts_2025 PARTITION OF rows.parts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE rows.parts_rest PARTITION OF rows.parts DEFAULT;
INSERT INTO rows.parts VALUES ('2025-05-05', 1), ('2026-06-06', 2);
CREATE SEQUENCE rows.behind;
CREATE SEQUENCE rows.ahead;
SELECT setval('rows.behind', 100), setval('rows.ahead', 100);
SELECT lo_from_bytea(5001, 'one'), lo_from_bytea(5002, 'two'), lo_from_bytea(5003, 'three');
GRANT SELECT ON LARGE OBJECT 5001, 5002, 5003 TO "READER";

-- What only a dump gets wrong: tables that it leaves out, or does not see in full, and functions that became others.
CREATE TABLE rows.left_out (id int);
INSERT INTO rows.left_out VALUES (1);
CREATE TABLE rows.emptied (id int);
INSERT INTO rows.emptied VALUES (1), (2);
CREATE TABLE rows.hidden (id int);
INSERT INTO rows.hidden VALUES (1), (2);
ALTER TABLE rows.hidden ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rows.hidden USING (id = 1);
CREATE FUNCTION rows.is_fair(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE TABLE rows.refused (price int CHECK (rows.is_fair(price)));
INSERT INTO rows.refused VALUES (1), (1);
CREATE FUNCTION rows.tax_of(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE TABLE rows.computed (price int, tax int GENERATED ALWAYS AS (rows.tax_of(price)) STORED);
INSERT INTO rows.computed VALUES (1);
-- What was wrong in the source already.
CREATE TABLE rows.cleared (id int);
-- Its index is made with what the function says today.
CREATE FUNCTION rows.bucket_of(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 % 5';
CREATE TABLE rows.indexed (id int);
INSERT INTO rows.indexed SELECT generate_series(1, 100);
CREATE INDEX by_bucket ON rows.indexed (rows.bucket_of(id));
