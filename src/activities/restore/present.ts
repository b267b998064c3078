import type { ArchiveEntry } from '../../domain/archive-entries.ts';
import type { Session } from '../postgres/session.ts';

/** What stands in one space of names, under one word: a view cannot have the name of a table. */
const SPACES: { readonly [type: string]: string } = {
  ...of('RELATION', ['TABLE', 'FOREIGN TABLE', 'VIEW', 'MATERIALIZED VIEW', 'SEQUENCE', 'INDEX']),
  ...of('TYPE', ['TYPE', 'DOMAIN', 'SHELL TYPE']),
  ...of('ROUTINE', ['FUNCTION', 'PROCEDURE', 'AGGREGATE']),
  ...of('CONSTRAINT', ['CONSTRAINT', 'CHECK CONSTRAINT', 'FK CONSTRAINT']),
  ...of('STATISTICS', ['STATISTICS']),
  ...of('SCHEMA', ['SCHEMA']),
  ...of('EXTENSION', ['EXTENSION']),
  ...of('COLLATION', ['COLLATION']),
  ...of('CONVERSION', ['CONVERSION']),
  ...of('PROCEDURAL LANGUAGE', ['PROCEDURAL LANGUAGE']),
  ...of('FOREIGN DATA WRAPPER', ['FOREIGN DATA WRAPPER']),
  ...of('SERVER', ['SERVER']),
  ...of('TEXT SEARCH', ['TEXT SEARCH CONFIGURATION', 'TEXT SEARCH DICTIONARY']),
};

function of(space: string, types: readonly string[]): { readonly [type: string]: string } {
  return Object.fromEntries(types.map(type => [type, space]));
}

/** The objects of a database by space and title, written as pg_restore lists them: no quotation marks, line ends as blanks. */
const OBJECTS = `
WITH found(space, schema, name) AS (
  SELECT 'RELATION', relnamespace, relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I')
  UNION ALL SELECT 'TYPE', typnamespace, typname::text FROM pg_type WHERE typtype IN ('b', 'c', 'd', 'e', 'r', 'm') AND typelem = 0
  UNION ALL SELECT 'ROUTINE', pronamespace, proname || '(' || CASE WHEN prokind = 'a' AND pronargs = 0 THEN '*' ELSE coalesce(
      (SELECT string_agg(format_type(a.type, NULL), ', ' ORDER BY a.place) FROM unnest(proargtypes) WITH ORDINALITY AS a(type, place)), '') END || ')' FROM pg_proc
  UNION ALL SELECT 'CONSTRAINT', k.connamespace, c.relname || ' ' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  UNION ALL SELECT 'STATISTICS', stxnamespace, stxname::text FROM pg_statistic_ext
  UNION ALL SELECT 'SCHEMA', NULL, nspname::text FROM pg_namespace
  UNION ALL SELECT 'EXTENSION', NULL, extname::text FROM pg_extension
  UNION ALL SELECT 'COLLATION', collnamespace, collname::text FROM pg_collation
  UNION ALL SELECT 'CONVERSION', connamespace, conname::text FROM pg_conversion
  UNION ALL SELECT 'PROCEDURAL LANGUAGE', NULL, lanname::text FROM pg_language
  UNION ALL SELECT 'FOREIGN DATA WRAPPER', NULL, fdwname::text FROM pg_foreign_data_wrapper
  UNION ALL SELECT 'SERVER', NULL, srvname::text FROM pg_foreign_server
  UNION ALL SELECT 'TEXT SEARCH', cfgnamespace, cfgname::text FROM pg_ts_config
  UNION ALL SELECT 'TEXT SEARCH', dictnamespace, dictname::text FROM pg_ts_dict
)
SELECT space || ' ' || translate(coalesce((SELECT nspname::text FROM pg_namespace n WHERE n.oid = schema), '-') || ' ' || name, E'\\r\\n', '  ') AS identity FROM found
 WHERE schema IS NULL OR schema NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)`;

/** Dump ids of those entries whose objects a session's database has already, by their names. */
export async function readPresent(session: Session, entries: readonly ArchiveEntry[]): Promise<ReadonlySet<number>> {
  const rows = await session.query<{ identity: string }>(OBJECTS);
  const there = new Set(rows.map(({ identity }) => identity));
  return new Set(
    entries
      .filter(({ type, title }) => SPACES[type] !== undefined && there.has(`${SPACES[type]} ${title}`))
      .map(({ dumpId }) => dumpId),
  );
}
