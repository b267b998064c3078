import type { Mutation } from './mutation.ts';

/** A change of the restored database by SQL, in which ROLE_a and ROLE_b stand for the roles of the database. */
export interface StructureMutation extends Mutation {
  readonly sql: string;
}

/** What hangs on a table: indexes, constraints, triggers, policies. Each is of an object of `every-object.sql` of its own. */
export const TABLE_MUTATIONS: readonly StructureMutation[] = [
  { fault: 'an index is missing', sql: `DROP INDEX shop.gin`, finds: ['structure INDEX shop.gin'] },
  {
    fault: 'an index is on another column order, and has lost its comment',
    sql: `DROP INDEX shop.by_date; CREATE INDEX by_date ON shop.orders (placed)`,
    finds: ['structure INDEX shop.by_date', 'structure COMMENT shop.INDEX by_date'],
  },
  {
    fault: 'an index is invalid',
    sql: `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop."By Customer"'::regclass`,
    finds: ['structure INDEX shop.By Customer'],
  },
  {
    fault: 'an index is there that was not',
    sql: `CREATE INDEX more ON shop.lines (other)`,
    finds: ['structure INDEX shop.more'],
  },
  {
    fault: 'an index of a partitioned table has another name',
    sql: `ALTER INDEX shop.log_at RENAME TO log_when`,
    finds: [
      'structure INDEX shop.log_at',
      'structure INDEX shop.log_when',
      'structure INDEX ATTACH shop.log_2025_at_idx',
      'structure INDEX ATTACH shop.log_rest_at_idx',
    ],
  },
  {
    fault: 'a constraint that was not valid is valid',
    sql: `ALTER TABLE shop.orders VALIDATE CONSTRAINT later`,
    finds: ['structure TABLE shop.orders', 'structure CHECK CONSTRAINT shop.orders later'],
  },
  {
    fault: 'a foreign key is missing',
    sql: `ALTER TABLE shop.lines DROP CONSTRAINT unproven`,
    finds: ['structure FK CONSTRAINT shop.lines unproven'],
  },
  {
    fault: 'a foreign key is NOT VALID',
    sql: `UPDATE pg_constraint SET convalidated = false WHERE conname = 'lines_order_id_fkey'`,
    finds: ['structure FK CONSTRAINT shop.lines lines_order_id_fkey'],
  },
  {
    fault: 'a trigger that was off is on',
    sql: `ALTER TABLE shop.orders ENABLE TRIGGER off`,
    finds: ['structure TRIGGER shop.orders off'],
  },
  {
    fault: 'a trigger is off',
    sql: `ALTER TABLE shop.orders DISABLE TRIGGER touch`,
    finds: ['structure TRIGGER shop.orders touch'],
  },
  {
    fault: 'a trigger is missing',
    sql: `DROP TRIGGER always ON shop.orders`,
    finds: ['structure TRIGGER shop.orders always'],
  },
  {
    fault: 'a policy is missing',
    sql: `DROP POLICY "All; rows" ON shop.orders`,
    finds: ['structure POLICY shop.orders All; rows'],
  },
  {
    fault: 'a policy holds for another role',
    sql: `ALTER POLICY own ON shop.orders TO PUBLIC`,
    finds: ['structure POLICY shop.orders own'],
  },
  {
    fault: 'row-level security is on where it was off',
    sql: `ALTER TABLE shop.child ENABLE ROW LEVEL SECURITY`,
    finds: ['structure ROW SECURITY shop.child'],
  },
];
