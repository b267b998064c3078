-- One table for each family of types, with the values that are easily written differently by a dump or read differently by a
-- restore. Every statement works on PostgreSQL 15, 16 and 18 without any extension.
CREATE SCHEMA odd;
CREATE TYPE odd.mood AS ENUM ('calm', 'it''s "glad"', 'ünsure');
CREATE TYPE odd.pair AS (a text, b numeric, c float8);
CREATE TYPE odd.nested AS (p odd.pair, ps odd.pair[], m odd.mood);
CREATE DOMAIN odd.percent AS numeric(5, 2) CHECK (value BETWEEN 0 AND 100);
CREATE DOMAIN odd.share AS odd.percent NOT NULL;
CREATE DOMAIN odd.labels AS text[];
CREATE TYPE odd.floatrange AS RANGE (subtype = float8);
CREATE TYPE odd.moodrange AS RANGE (subtype = odd.mood);
CREATE COLLATION odd.posix FROM "POSIX";

CREATE TABLE odd.numbers (
  a int2, b int4, c int8, d numeric, e numeric(10, 3), f float4, g float8, h money, i oid, j bool, k "char", l xid, m xid8, n cid
);
INSERT INTO odd.numbers VALUES
  (-32768, -2147483648, -9223372036854775808, 1.0, 1, 1e-45, 5e-324, '-92233720368547758.08', 4294967295, true, 'a', '7', '7', '7'),
  (32767, 2147483647, 9223372036854775807, 1.00, 1.0, 3.4028235e38, 1.7976931348623157e308, '0.01', 0, false, '\377', '0', '0', '0'),
  (0, 0, 0, 'NaN', 0.001, '-0', '-0', '0', 1, NULL, '', NULL, NULL, NULL),
  (NULL, NULL, NULL, 'Infinity', NULL, 'NaN', 'NaN', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (1, 1, 1, '1e-1000', 0, 'Infinity', '-Infinity', '1', 1, true, ' ', '1', '1', '1'),
  (1, 1, 1, '1e1000', 0, 0.1, 0.1, '1', 1, true, ' ', '1', '1', '1');
INSERT INTO odd.numbers (f, g) SELECT n, n FROM (SELECT 'inf'::float8 - 'inf'::float8 AS n) AS s;

CREATE TABLE odd.texts (a text, b varchar(20), c char(5), d bpchar, e name, f text COLLATE "C", g text COLLATE odd.posix, h bytea);
INSERT INTO odd.texts VALUES
  ('', '', '', '', '', '', '', ''),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (E'tab\t, line\n, return\r, bell\a', E'\\.', 'a', 'a  ', 'n', 'ü', 'ü', '\x00ff0a5c'),
  ('NULL', '\N', E'\\N', '"', $$'$$, U&'e\0301', U&'\00e9', '\x'),
  (repeat('ab', 50000), 'x', 'x', 'x', repeat('n', 63), 'x', 'x', decode(repeat('5c', 40000), 'hex'));

CREATE TABLE odd.times (a date, b time, c timetz, d timestamp, e timestamptz, f interval);
INSERT INTO odd.times VALUES
  ('infinity', '24:00', '23:59:59.999999-15:59', '-infinity', 'infinity', '1 mon -1 day +00:00:00.000001'),
  ('4713-11-24 BC', '0:00', '0:00+14', '4713-11-24 BC', '294276-12-31 23:59:59Z', '-178000000 years'),
  ('2026-02-28', '12:34:56.789', '12:34:56.789+02', '2026-03-29 02:30', '2026-10-25 02:30+02', '24:00:00'),
  ('2026-02-28', '12:34:56.789', '10:34:56.789+00', '2026-03-29 02:30', '2026-10-25 02:30+01', '1 day');

CREATE TABLE odd.documents (a json, b jsonb, c jsonpath, d tsvector, e tsquery, f uuid, g pg_lsn, h txid_snapshot, i pg_snapshot);
INSERT INTO odd.documents VALUES
  ('{"b": 1.0, "a":1,"a": 2}', '{"b": 1.0, "a": [1e2, "\u00e9", null]}', '$.a[*] ? (@ > 1)', 'a:1A b:2,3 ''c d''', 'a & !b:* <-> c',
   'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '16/B374D848', '10:20:10,14,15', '10:20:10,14,15'),
  ('null', 'null', 'strict $', '', '', NULL, NULL, NULL, NULL);

CREATE TABLE odd.places (a point, b line, c lseg, d box, e path, f polygon, g circle, h inet, i cidr, j macaddr, k macaddr8, l bit(5), m varbit);
INSERT INTO odd.places VALUES
  ('(-0, 1e-300)', '{1,2,3}', '[(0,0),(1,1)]', '(1,1),(0,0)', '[(0,0),(1,1)]', '((0,0),(1,0),(1,1))', '<(0,0),1>', '10.0.0.1/8', '10.0.0.0/8',
   '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', B'10101', B''),
  ('(NaN, inf)', '{1,2,-0}', '[(0,0),(0.1,0.2)]', '(0.1,0.2),(0,0)', '((0,0),(1,1))', '((0,0))', '<(0.1,0.2),0>', '::ffff:1.2.3.4/128', '::/0',
   NULL, NULL, B'00000', B'0001');

CREATE TABLE odd.arrays (a int[], b text[], c numeric[][], d float8[], e odd.mood[], f odd.pair[], g timestamptz[], h json[], i int4range[], j odd.percent[], k regclass[], l bpchar[]);
INSERT INTO odd.arrays VALUES
  ('{}', '{}', '{{1.0,1.00},{NaN,NULL}}', '{-0,NaN,0.1}', '{calm,NULL,ünsure}', ARRAY[('x', 1.0, '-0')::odd.pair, NULL, (NULL, NULL, NULL)::odd.pair],
   '{infinity}', ARRAY['{"a": 1}'::json], '{"[1,2)",empty}', '{1,2.00}', '{odd.arrays,pg_class}', '{"a ",a}'),
  ('[0:1]={1,2}', '{NULL,"NULL",""," ","a,b","\"","\\"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE odd.composites (a odd.pair, b odd.nested, c odd.percent, d odd.share, e odd.labels, f odd.mood);
INSERT INTO odd.composites VALUES
  (('x"y', 1.0, '-0'), (('a', 1, 1), ARRAY[('(', NULL, 'NaN')::odd.pair], 'it''s "glad"'), 1, 2.5, '{a,NULL}', 'ünsure'),
  ((NULL, NULL, NULL), NULL, NULL, 0, NULL, NULL),
  (NULL, (NULL, '{}', NULL), 100, 100, '{}', 'calm');

CREATE TABLE odd.ranges (a int4range, b int8range, c numrange, d tsrange, e tstzrange, f daterange, g odd.floatrange, h odd.moodrange, i nummultirange, j odd.floatmultirange);
INSERT INTO odd.ranges VALUES
  ('(1,5]', 'empty', '[1.0,2.00)', '[2026-01-01,infinity)', '(,)', '[2026-01-01,2026-01-31]', '[-0,NaN]', '[calm,ünsure]', '{[1.0,2),(3,4]}', '{[0,1),[2,)}'),
  (NULL, '(,5]', 'empty', NULL, 'empty', '(,)', 'empty', '(,)', '{}', NULL);

CREATE TABLE odd.names (a regclass, b regproc, c regtype, d regrole, e regnamespace, f regoperator, g regprocedure, h regconfig, i aclitem, j refcursor, k int2vector, l oidvector);
INSERT INTO odd.names VALUES
  ('odd.numbers', 'now', 'odd.mood', 'pg_monitor', 'odd', '+(int4,int4)', 'sum(int4)', 'english', 'pg_monitor=r/pg_monitor', 'c', '1 2 3', '1 2'),
  ('0', '0', '0', '0', '0', '0', '0', '0', NULL, NULL, '', '');
