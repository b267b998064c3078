import { type StructureMutation, TABLE_MUTATIONS } from './structure-tables.ts';

/** Each changes an object of `every-object.sql` of its own; PostgreSQL 15 and later say the same of all of them. */
export const STRUCTURE_MUTATIONS: readonly StructureMutation[] = [
  ...TABLE_MUTATIONS,
  {
    fault: 'the query of a view is another',
    sql: `CREATE OR REPLACE VIEW shop.checked AS SELECT * FROM shop.lines WHERE other IN ('x', 'z') WITH LOCAL CHECK OPTION`,
    finds: ['structure VIEW shop.checked'],
  },
  {
    fault: 'an option of a view is gone',
    sql: `ALTER VIEW shop.totals RESET (security_barrier)`,
    finds: ['structure VIEW shop.totals'],
  },
  {
    fault: 'the body of a function is another',
    sql: `CREATE OR REPLACE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return old; end'`,
    finds: ['structure FUNCTION shop.touch()'],
  },
  {
    fault: 'a procedure is missing',
    sql: `DROP PROCEDURE shop.work(int)`,
    finds: ['structure PROCEDURE shop.work(integer)'],
  },
  {
    fault: 'a setting of a function is gone',
    sql: `ALTER FUNCTION shop.odd(text) RESET ALL`,
    finds: ['structure FUNCTION shop.odd(text)'],
  },
  {
    fault: 'a label of an enum is another',
    sql: `ALTER TYPE shop.mood RENAME VALUE 'sad' TO 'gloomy'`,
    finds: ['structure TYPE shop.mood'],
  },
  {
    fault: 'a constraint of a domain is valid that was not',
    sql: `ALTER DOMAIN shop.code VALIDATE CONSTRAINT short`,
    finds: ['structure DOMAIN shop.code', 'structure CHECK CONSTRAINT shop.code short'],
  },
  {
    fault: 'a statistics object is missing',
    sql: `DROP STATISTICS shop.together`,
    finds: ['structure STATISTICS shop.together', 'structure COMMENT shop.STATISTICS together'],
  },
  {
    fault: 'a right on a table is missing',
    sql: `REVOKE SELECT ON shop.orders FROM "ROLE_b" CASCADE`,
    finds: ['structure ACL shop.TABLE orders'],
  },
  {
    fault: 'a right on a schema is there that was not',
    sql: `GRANT ALL ON SCHEMA shop TO PUBLIC`,
    finds: ['structure ACL SCHEMA shop'],
  },
  {
    fault: 'a right on a column is missing',
    sql: `REVOKE UPDATE (note) ON shop.orders FROM "ROLE_b"`,
    finds: ['structure ACL shop.COLUMN orders.note'],
  },
  {
    fault: 'a right on a function of PostgreSQL itself is another',
    sql: `GRANT EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) TO PUBLIC`,
    finds: ['structure ACL pg_catalog.FUNCTION pg_sleep(double precision)'],
  },
  {
    fault: 'a default privilege is another',
    sql: `ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT UPDATE ON TABLES TO "ROLE_b"`,
    finds: ['structure DEFAULT ACL shop.DEFAULT PRIVILEGES FOR TABLES'],
  },
  {
    fault: 'a table belongs to another role',
    sql: `ALTER TABLE shop.lines OWNER TO "ROLE_b"`,
    finds: ['structure TABLE shop.lines', 'structure SEQUENCE shop.lines_n_seq'],
  },
  {
    fault: 'a schema belongs to another role',
    sql: `ALTER SCHEMA shop OWNER TO "ROLE_b"`,
    finds: ['structure SCHEMA shop'],
  },
  {
    fault: 'a comment is gone',
    sql: `COMMENT ON TRIGGER touch ON shop.orders IS NULL`,
    finds: ['structure COMMENT shop.TRIGGER touch ON orders'],
  },
  {
    fault: 'a comment is another',
    sql: `COMMENT ON VIEW shop.totals IS 'another'`,
    finds: ['structure COMMENT shop.VIEW totals'],
  },
  {
    fault: 'the default of a column is another',
    sql: `ALTER TABLE shop.parent ALTER b SET DEFAULT 'q'`,
    finds: ['structure TABLE shop.parent', 'structure DEFAULT shop.child b'],
  },
  {
    fault: 'an option of a sequence is another',
    sql: `ALTER SEQUENCE shop.numbers NO CYCLE`,
    finds: ['structure SEQUENCE shop.numbers'],
  },
  {
    fault: 'a storage parameter of a table is another',
    sql: `ALTER TABLE shop.fast SET (autovacuum_enabled = true)`,
    finds: ['structure TABLE shop.fast'],
  },
  { fault: 'a rule is missing', sql: `DROP RULE silent ON shop.parent`, finds: ['structure RULE shop.parent silent'] },
  {
    fault: 'an option of a foreign server is another',
    sql: `ALTER SERVER far OPTIONS (SET password 'another-option')`,
    finds: ['structure SERVER far'],
  },
  {
    fault: 'a publication publishes something else',
    sql: `ALTER PUBLICATION pub SET (publish = 'insert')`,
    finds: ['structure PUBLICATION pub'],
  },
  {
    fault: 'a cast is missing',
    sql: `DROP CAST (shop.mood AS int)`,
    finds: ['structure CAST CAST (shop.mood AS integer)'],
  },
  {
    fault: 'an operator class is missing',
    sql: `DROP OPERATOR CLASS shop.int_ops USING btree`,
    finds: ['structure OPERATOR CLASS shop.int_ops'],
  },
  {
    fault: 'a text search configuration has lost a mapping',
    sql: `ALTER TEXT SEARCH CONFIGURATION shop.config DROP MAPPING FOR word`,
    finds: ['structure TEXT SEARCH CONFIGURATION shop.config'],
  },
];

/** All of them as one text of SQL. */
export function changeStructure([a, b]: readonly [string, string]): string {
  return STRUCTURE_MUTATIONS.map(({ sql }) => sql)
    .join(';\n')
    .replaceAll('ROLE_a', a)
    .replaceAll('ROLE_b', b);
}
