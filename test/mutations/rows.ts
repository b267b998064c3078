import type { Mutation } from './mutation.ts';

/** A change of rows or values by SQL: of the source, so that the dump has another state than its proof, or of the restored database. */
export interface RowMutation extends Mutation {
  readonly sql: string;
}

const table = (name: string) => [`table rows.${name}`];

/** Each changes an object of `rows.sql` of its own. */
export const ROW_MUTATIONS: readonly RowMutation[] = [
  { fault: 'one row of a hundred is missing', sql: 'DELETE FROM rows.lost WHERE id = 5', finds: table('lost') },
  {
    fault: 'one value is another',
    sql: `UPDATE rows.changed SET note = 'row five' WHERE id = 5`,
    finds: table('changed'),
  },
  { fault: 'a row is there twice', sql: `INSERT INTO rows.doubled VALUES ('once')`, finds: table('doubled') },
  {
    fault: 'two equal rows of ten are missing: an exclusive-or alone does not see them',
    sql: 'DELETE FROM rows.twins WHERE ctid IN (SELECT ctid FROM rows.twins LIMIT 2)',
    finds: table('twins'),
  },
  {
    fault: 'two rows have swapped their values: a sum of hashes alone may not see it',
    sql: `UPDATE rows.swapped SET note = CASE id WHEN 1 THEN 'two' ELSE 'one' END`,
    finds: table('swapped'),
  },
  {
    fault: '1.00 where 1.0 was',
    sql: 'UPDATE rows.prices SET amount = 1.00 WHERE amount = 1',
    finds: table('prices'),
  },
  { fault: '−0 where 0 was', sql: `UPDATE rows.zeros SET amount = '-0' WHERE amount = 0`, finds: table('zeros') },
  { fault: 'a blank at the end is gone', sql: `UPDATE rows.blanks SET name = 'b'`, finds: table('blanks') },
  { fault: 'an empty text where NULL was', sql: `UPDATE rows.nothing SET note = ''`, finds: table('nothing') },
  {
    fault: 'the keys of a json are in another order',
    sql: `UPDATE rows.documents SET document = '{"b": 2, "a": 1}'`,
    finds: table('documents'),
  },
  {
    fault: 'a row of a partition is missing',
    sql: 'DELETE FROM rows.parts_2025',
    finds: table('parts'),
  },
  {
    fault: 'a large object is missing',
    sql: 'SELECT lo_unlink(5001)',
    finds: ['large objects'],
    says: 'lost: 5001',
  },
  {
    fault: 'one byte of a large object is another',
    sql: `SELECT lo_put(5002, 1, 'x')`,
    finds: ['large objects'],
    says: 'changed: 5002',
  },
  {
    fault: 'a sequence hands out numbers a second time',
    sql: `SELECT setval('rows.behind', 7)`,
    finds: ['sequence rows.behind'],
  },
  {
    fault: 'a sequence is ahead of its source',
    sql: `SELECT setval('rows.ahead', 700)`,
    finds: ['sequence rows.ahead'],
  },
];
