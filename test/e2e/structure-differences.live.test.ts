import { expect, test } from 'vitest';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';
import { makeEveryObject } from './every-object.ts';

/** What is done to the restored database, and the checks that must fail. ROLE_a and ROLE_b stand for the roles of the database. */
const CHANGES: readonly (readonly [sql: string, ...failed: readonly string[]])[] = [
  [`DROP INDEX shop.gin`, 'INDEX shop.gin'],
  [
    `DROP INDEX shop.by_date; CREATE INDEX by_date ON shop.orders (placed)`,
    'INDEX shop.by_date',
    'COMMENT shop.INDEX by_date',
  ],
  [
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop."By Customer"'::regclass`,
    'INDEX shop.By Customer',
  ],
  [`CREATE INDEX more ON shop.lines (other)`, 'INDEX shop.more'],
  [
    `ALTER INDEX shop.log_at RENAME TO log_when`,
    'INDEX shop.log_at',
    'INDEX shop.log_when',
    'INDEX ATTACH shop.log_2025_at_idx',
    'INDEX ATTACH shop.log_rest_at_idx',
  ],
  [`ALTER TABLE shop.orders VALIDATE CONSTRAINT later`, 'TABLE shop.orders', 'CHECK CONSTRAINT shop.orders later'],
  [`ALTER TABLE shop.lines DROP CONSTRAINT unproven`, 'FK CONSTRAINT shop.lines unproven'],
  [
    `UPDATE pg_constraint SET convalidated = false WHERE conname = 'lines_order_id_fkey'`,
    'FK CONSTRAINT shop.lines lines_order_id_fkey',
  ],
  [`ALTER TABLE shop.orders ENABLE TRIGGER off`, 'TRIGGER shop.orders off'],
  [`ALTER TABLE shop.orders DISABLE TRIGGER touch`, 'TRIGGER shop.orders touch'],
  [`DROP TRIGGER always ON shop.orders`, 'TRIGGER shop.orders always'],
  [`DROP POLICY "All; rows" ON shop.orders`, 'POLICY shop.orders All; rows'],
  [`ALTER POLICY own ON shop.orders TO PUBLIC`, 'POLICY shop.orders own'],
  [`ALTER TABLE shop.child ENABLE ROW LEVEL SECURITY`, 'ROW SECURITY shop.child'],
  [
    `CREATE OR REPLACE VIEW shop.checked AS SELECT * FROM shop.lines WHERE other IN ('x', 'z') WITH LOCAL CHECK OPTION`,
    'VIEW shop.checked',
  ],
  [`ALTER VIEW shop.totals RESET (security_barrier)`, 'VIEW shop.totals'],
  [
    `CREATE OR REPLACE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return old; end'`,
    'FUNCTION shop.touch()',
  ],
  [`DROP PROCEDURE shop.work(int)`, 'PROCEDURE shop.work(integer)'],
  [`ALTER FUNCTION shop.odd(text) RESET ALL`, 'FUNCTION shop.odd(text)'],
  [`ALTER TYPE shop.mood RENAME VALUE 'sad' TO 'gloomy'`, 'TYPE shop.mood'],
  [`ALTER DOMAIN shop.code VALIDATE CONSTRAINT short`, 'DOMAIN shop.code', 'CHECK CONSTRAINT shop.code short'],
  [`DROP STATISTICS shop.together`, 'STATISTICS shop.together', 'COMMENT shop.STATISTICS together'],
  [`REVOKE SELECT ON shop.orders FROM "ROLE_b" CASCADE`, 'ACL shop.TABLE orders'],
  [`GRANT ALL ON SCHEMA shop TO PUBLIC`, 'ACL SCHEMA shop'],
  [`REVOKE UPDATE (note) ON shop.orders FROM "ROLE_b"`, 'ACL shop.COLUMN orders.note'],
  [
    `GRANT EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) TO PUBLIC`,
    'ACL pg_catalog.FUNCTION pg_sleep(double precision)',
  ],
  [
    `ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT UPDATE ON TABLES TO "ROLE_b"`,
    'DEFAULT ACL shop.DEFAULT PRIVILEGES FOR TABLES',
  ],
  [`ALTER TABLE shop.lines OWNER TO "ROLE_b"`, 'TABLE shop.lines', 'SEQUENCE shop.lines_n_seq'],
  [`ALTER SCHEMA shop OWNER TO "ROLE_b"`, 'SCHEMA shop'],
  [`COMMENT ON TRIGGER touch ON shop.orders IS NULL`, 'COMMENT shop.TRIGGER touch ON orders'],
  [`COMMENT ON VIEW shop.totals IS 'another'`, 'COMMENT shop.VIEW totals'],
  [`ALTER TABLE shop.parent ALTER b SET DEFAULT 'q'`, 'TABLE shop.parent', 'DEFAULT shop.child b'],
  [`ALTER SEQUENCE shop.numbers NO CYCLE`, 'SEQUENCE shop.numbers'],
  [`ALTER TABLE shop.fast SET (autovacuum_enabled = true)`, 'TABLE shop.fast'],
  [`DROP RULE silent ON shop.parent`, 'RULE shop.parent silent'],
  [`ALTER SERVER far OPTIONS (SET password 'another-option')`, 'SERVER far'],
  [`ALTER PUBLICATION pub SET (publish = 'insert')`, 'PUBLICATION pub'],
  [`DROP CAST (shop.mood AS int)`, 'CAST CAST (shop.mood AS integer)'],
  [`DROP OPERATOR CLASS shop.int_ops USING btree`, 'OPERATOR CLASS shop.int_ops'],
  [`ALTER TEXT SEARCH CONFIGURATION shop.config DROP MAPPING FOR word`, 'TEXT SEARCH CONFIGURATION shop.config'],
];

test.each([15, 16, 18])('finds and names every object that differs in PostgreSQL %s', async major => {
  const database = await makeEveryObject(major);
  const [a, b] = database.roles;
  const sql = CHANGES.map(([change]) => change).join(';\n');
  const sandboxSql = sql.replaceAll('ROLE_a', a).replaceAll('ROLE_b', b);
  const house = await openHouse(database);
  await house.startWorker({ plants: [{ activity: 'compareStructure', when: 'before', act: { sandboxSql } }] });
  done(await house.backup());
  const { failure, outcome } = failed(await house.restoreTest(), 'DataDiffers');
  const names = (outcome?.checks ?? []).filter(({ verdict }) => verdict === 'failed').map(({ name }) => name);
  const expected = CHANGES.flatMap(([, ...found]) => found.map(name => `structure ${name}`));
  expect(names.toSorted()).toEqual(expected.toSorted());
  expect(JSON.stringify({ failure, outcome })).not.toMatch(/-option|gloomy|sad|another|return old/);
});
