import { qualifiedName, type UnprovenRelation } from '../../../domain/proof.ts';
import type { Session } from '../session.ts';

/** A relation of the database that a dump would take or name. */
export interface Relation {
  /** Decimal text, as the driver returns it. */
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned' | 'foreign' | 'materialised';
  readonly unlogged: boolean;
  /** Oid of the topmost partitioned table above it, or null where it is no partition. */
  readonly root: string | null;
  /** Bytes on disk without indexes. */
  readonly sizeBytes: number;
  /** The extension that it belongs to, or null. */
  readonly extension: string | null;
}

const QUERY = `
SELECT c.oid::text AS oid, n.nspname::text AS schema, c.relname::text AS name,
       CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' ELSE 'materialised' END AS kind,
       c.relpersistence = 'u' AS unlogged,
       CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::oid::text END AS root,
       CASE WHEN c.relkind = 'r' THEN coalesce(pg_catalog.pg_table_size(c.oid), 0) ELSE 0 END::float8 AS "sizeBytes",
       (SELECT e.extname::text FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'
           AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass LIMIT 1) AS extension
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f', 'm') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY n.nspname, c.relname`;

/** Everything with rows that a dump of this database would take or name, in the order of its names. */
export function readInventory(session: Session): Promise<readonly Relation[]> {
  return session.query<Relation>(QUERY);
}

/** The names of the relations that an exclusion means: a partitioned table holds no rows itself, its partitions do. */
export async function readExcluded(session: Session, named: readonly string[]): Promise<readonly string[]> {
  const partitions = await session.query<{ name: string }>(
    `SELECT DISTINCT n.nspname || '.' || c.relname AS name
       FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace s ON s.oid = r.relnamespace
      CROSS JOIN LATERAL pg_catalog.pg_partition_tree(r.oid) AS t
       JOIN pg_catalog.pg_class c ON c.oid = t.relid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE r.relkind = 'p' AND s.nspname || '.' || r.relname = ANY ($1::text[])`,
    [named],
  );
  return [...new Set([...named, ...partitions.map(({ name }) => name)])];
}

/** What a proof has to look at, and what it leaves out with the reason. */
export interface Scope {
  /** Ordinary tables that stand for themselves, and partitioned roots with the leaves that hold their rows. */
  readonly proven: readonly { readonly relation: Relation; readonly leaves: readonly Relation[] }[];
  readonly notProven: readonly UnprovenRelation[];
}

/** Decides what is proven. `excluded` holds `schema.table` names whose rows the policy leaves out. */
export function scopeOf(relations: readonly Relation[], excluded: readonly string[], standby: boolean): Scope {
  const reasons = new Map(
    relations.flatMap(relation => {
      const reason = reasonAgainst(relation, excluded, standby);
      if (reason === undefined) return [];
      const { schema, name } = relation;
      return [[relation.oid, { object: qualifiedName(relation), schema, name, reason }] as const];
    }),
  );
  const roots = relations.filter(relation => relation.root === null && !reasons.has(relation.oid) && isTable(relation));
  const proven = roots.map(relation => ({
    relation,
    leaves:
      relation.kind === 'table'
        ? [relation]
        : relations.filter(leaf => leaf.root === relation.oid && leaf.kind === 'table' && !reasons.has(leaf.oid)),
  }));
  return { proven, notProven: [...reasons.values()] };
}

/** Tables that may be dumped apart from the others, under the same snapshot. */
export function movableTables(relations: readonly Relation[], excluded: readonly string[]): readonly Relation[] {
  return relations.filter(
    relation =>
      relation.kind === 'table' &&
      relation.extension === null &&
      !relation.unlogged &&
      !excluded.includes(qualifiedName(relation)),
  );
}

function reasonAgainst(relation: Relation, excluded: readonly string[], standby: boolean): string | undefined {
  if (relation.extension !== null) return `belongs to the extension ${relation.extension}, which makes it anew`;
  if (relation.kind === 'foreign') return 'foreign table: its rows lie on another server and are not in the backup';
  if (relation.kind === 'materialised') return 'materialised view: a restore computes its rows anew';
  if (excluded.includes(qualifiedName(relation))) return 'its rows are left out by the policy';
  if (relation.unlogged && standby) return 'unlogged table: a standby cannot read it, its rows are not in the backup';
  return undefined;
}

function isTable(relation: Relation): boolean {
  return relation.kind === 'table' || relation.kind === 'partitioned';
}
