import type { Mutation } from './mutation.ts';

/** A change beside the objects of a restored database, by SQL; THIS_ is its name, ROLE_a and ROLE_b are its roles. */
export interface SurroundingMutation extends Mutation {
  readonly sql: string;
}

const properties = ['database properties'];

/** What is changed in a sandbox. */
export const SANDBOX_MUTATIONS: readonly SurroundingMutation[] = [
  {
    fault: 'a setting of the database is there that was not',
    sql: `ALTER DATABASE THIS_ SET app.other = 'planted-value'`,
    finds: properties,
    says: 'setting app.other',
  },
  {
    fault: 'a right on the database is there that was not',
    sql: 'GRANT CREATE ON DATABASE THIS_ TO PUBLIC',
    finds: properties,
    says: 'rights',
  },
  {
    fault: 'a setting of a role is there that was not',
    sql: `ALTER ROLE "ROLE_a" SET app.another = 'planted-value'`,
    finds: ['settings of roles'],
    says: 'setting app.another of role',
  },
  {
    fault: 'an extension has another version',
    sql: `UPDATE pg_extension SET extversion = '0.9' WHERE extname = 'plpgsql'`,
    finds: ['extension versions'],
  },
  {
    fault: 'a role may not read a large object any more',
    sql: 'REVOKE ALL ON LARGE OBJECT 4711 FROM "ROLE_b"',
    finds: ['large objects'],
    says: 'other owner or rights: 4711',
  },
  {
    fault: 'an index does not hold what its function makes of the rows',
    sql: `CREATE OR REPLACE FUNCTION rows.bucket_of(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 % 7'`,
    finds: ['indexes', 'structure FUNCTION rows.bucket_of(integer)'],
    says: 'pg_amcheck exited with 2',
  },
];

const database = ['database'];

/** What is changed in a database after a restore for real: nothing of it is in an archive. */
export const REAL_MUTATIONS: readonly SurroundingMutation[] = [
  {
    fault: 'the database has another comment',
    sql: `COMMENT ON DATABASE THIS_ IS 'another'`,
    finds: database,
    says: 'comment',
  },
  {
    fault: 'a setting of the database is lost',
    sql: 'ALTER DATABASE THIS_ RESET app.token',
    finds: database,
    says: 'settings',
  },
  {
    fault: 'the database belongs to another role',
    sql: 'ALTER DATABASE THIS_ OWNER TO "ROLE_b"',
    finds: database,
    says: 'owner ',
  },
  {
    fault: 'a right on the database is lost',
    sql: 'REVOKE ALL ON DATABASE THIS_ FROM "ROLE_b"',
    finds: database,
    says: 'grants ',
  },
  {
    fault: 'the limit of connections is gone',
    sql: 'ALTER DATABASE THIS_ CONNECTION LIMIT -1',
    finds: database,
    says: 'connection limit -1 instead of 77',
  },
  {
    fault: 'the database sorts by another collation',
    sql: `UPDATE pg_database SET datcollate = 'POSIX' WHERE datname = 'THIS_'`,
    finds: database,
    says: 'collation POSIX instead of',
  },
];
