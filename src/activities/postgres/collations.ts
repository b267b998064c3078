/**
 * The database's own collation (`default`) and every other one that an index sorts by, with the version that the catalogue has noted
 * and the one that the library has now, and the first indexes by name. Locale C has no version.
 */
export function collationQuery(version: number): string {
  const noted = version >= 150_000 ? 'd.datcollversion' : 'NULL';
  const actual = version >= 150_000 ? 'pg_database_collation_actual_version(d.oid)' : 'NULL';
  return `
WITH used AS (
  SELECT DISTINCT u.coll, format('%I.%I', n.nspname, c.relname) AS index
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   CROSS JOIN LATERAL unnest(i.indcollation::oid[]) AS u(coll)
   WHERE u.coll <> 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), dependents AS (
  SELECT coll, count(*)::int AS number, (array_agg(index ORDER BY index COLLATE "C"))[1:5] AS names
    FROM used GROUP BY coll
)
SELECT CASE l.collprovider WHEN 'd' THEN 'default' ELSE format('%I.%I', n.nspname, l.collname) END AS name,
       CASE l.collprovider WHEN 'd' THEN ${noted} ELSE l.collversion END AS recorded,
       CASE l.collprovider WHEN 'd' THEN ${actual} ELSE pg_collation_actual_version(l.oid) END AS actual,
       coalesce(s.names, '{}') AS indexes, coalesce(s.number, 0) AS "indexCount"
  FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
  JOIN pg_database d ON d.datname = current_database()
  LEFT JOIN dependents s ON s.coll = l.oid
 WHERE l.collprovider = 'd' OR s.number > 0
 ORDER BY l.collprovider = 'd' DESC, 1`;
}
