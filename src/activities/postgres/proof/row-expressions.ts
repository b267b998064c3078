import type { Session } from '../session.ts';

/** The columns of one relation as its proof hashes them. */
export interface RowExpressions {
  /** Column names in bytewise order. */
  readonly columns: readonly string[];
  /** One SQL expression for each, over the alias `t`. */
  readonly expressions: readonly string[];
  /** The same for stored generated columns, which stay outside the row's hash. */
  readonly generatedColumns: readonly string[];
  readonly generatedExpressions: readonly string[];
}

/**
 * How each column enters the hash so that equal means the same bytes, on every major from 14 on:
 * - types whose equality is that of their bytes go in as they are, text and varchar only under a deterministic collation;
 * - enums by label, ranges and arrays of built-in elements by their binary form, everything else with a binary form by that;
 * - floats by their binary form with one NaN: computed ones may carry a sign that text, and so a dump, does not;
 * - what prints names instead of identifiers (reg* types), what else holds floats (points, their ranges), composites and all
 *   the rest by their text form.
 * A domain is treated as the type below it.
 */
const QUERY = `
WITH RECURSIVE base(domain, type) AS (
  SELECT oid, oid FROM pg_catalog.pg_type
  UNION ALL
  SELECT b.domain, t.typbasetype FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
), known AS (
  SELECT b.domain, t.oid AS type, t.typtype AS class,
         t.typname LIKE 'reg%' AND t.oid < 16384 AS prints_names,
         t.typsubscript = 'pg_catalog.array_subscript_handler'::pg_catalog.regproc AS is_array,
         pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) AS send,
         p.proargtypes[0] = t.oid AS sends_itself,
         coalesce(g.rngsubtype, nullif(t.typelem, 0)) AS element
    FROM base b
    JOIN pg_catalog.pg_type t ON t.oid = b.type AND t.typtype <> 'd'
    LEFT JOIN pg_catalog.pg_proc p ON p.oid = t.typsend
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    LEFT JOIN pg_catalog.pg_range g ON t.oid IN (g.rngtypid, g.rngmultitypid)
)
SELECT c.oid::text AS oid, a.attname::text AS "column", a.attgenerated::text AS generated,
       pg_catalog.format(CASE
         WHEN k.type = ANY ('{bool,"\\"char\\"",name,int2,int4,int8,oid,xid,cid,tid,xid8,pg_lsn,uuid,date,time,timestamp,timestamptz,bytea,macaddr,macaddr8,inet,cidr}'::pg_catalog.regtype[])
           THEN 't.%1$I'
         WHEN k.type IN ('text'::pg_catalog.regtype, 'varchar'::pg_catalog.regtype)
              AND (SELECT l.collisdeterministic FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation)
           THEN 't.%1$I'
         WHEN k.type = ANY (w.floats)
           THEN '%2$s(CASE WHEN t.%1$I = ''NaN''::%3$s THEN ''NaN''::%3$s ELSE t.%1$I::%3$s END)'
         WHEN k.is_array AND k.element = ANY (w.floats) THEN '%2$s(array_replace(t.%1$I, ''NaN''::%3$s, ''NaN''::%3$s))'
         WHEN k.type = ANY (w.geometric) OR k.element = ANY (w.floats || w.geometric) THEN 't.%1$I::pg_catalog.text'
         WHEN k.prints_names OR k.class IN ('c', 'p') THEN 't.%1$I::pg_catalog.text'
         WHEN k.class = 'e' THEN 'pg_catalog.enum_send(t.%1$I)'
         WHEN k.element IS NOT NULL AND (k.class IN ('r', 'm') OR k.is_array) THEN
           CASE WHEN e.oid < 16384 AND e.typtype = 'b' AND e.typsend <> 0 AND e.typname NOT LIKE 'reg%'
                THEN '%2$s(t.%1$I)' ELSE 't.%1$I::pg_catalog.text' END
         WHEN k.sends_itself THEN '%2$s(t.%1$I)'
         ELSE 't.%1$I::pg_catalog.text'
       END, a.attname, k.send, pg_catalog.format_type(coalesce(e.oid, k.type), NULL)) AS expression
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema'
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN known k ON k.domain = a.atttypid
  LEFT JOIN pg_catalog.pg_type e ON e.oid = k.element
 CROSS JOIN (SELECT '{float4,float8}'::pg_catalog.regtype[]::oid[] AS floats,
                    '{point,lseg,path,box,line,polygon,circle}'::pg_catalog.regtype[]::oid[] AS geometric) AS w
 WHERE c.relkind = 'r' AND c.relpersistence <> 't'
 ORDER BY c.oid, a.attname COLLATE "C"`;

/** Expressions for every ordinary table of the database, by oid. A table without columns is not in the result. */
export async function readRowExpressions(session: Session): Promise<ReadonlyMap<string, RowExpressions>> {
  const rows = await session.query<{ oid: string; column: string; generated: string; expression: string }>(QUERY);
  const tables = new Map<string, { [K in keyof RowExpressions]: string[] }>();
  for (const { oid, column, generated, expression } of rows) {
    const table = tables.get(oid) ?? { columns: [], expressions: [], generatedColumns: [], generatedExpressions: [] };
    tables.set(oid, table);
    if (generated === '') {
      table.columns.push(column);
      table.expressions.push(expression);
    } else if (generated === 's') {
      table.generatedColumns.push(column);
      table.generatedExpressions.push(expression);
    }
  }
  return tables;
}

/** A table without columns still has rows. */
export const NO_COLUMNS: RowExpressions = {
  columns: [],
  expressions: [],
  generatedColumns: [],
  generatedExpressions: [],
};
