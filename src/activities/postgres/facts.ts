import { Failure } from '../../domain/failures.ts';
import type { SourceFacts, SourceMembership, SourceRole } from '../../domain/source.ts';
import { collationQuery } from './collations.ts';
import type { Session } from './session.ts';

/** Reads what the archive of a dump does not carry. Needs no more than an ordinary role has. */
export async function readSourceFacts(session: Session): Promise<SourceFacts> {
  const one = async <Row extends object>(text: string): Promise<Row> => {
    const [row] = await session.query<Row>(text);
    if (row === undefined) throw new Failure('DumpFailed', 'the server answered nothing about itself');
    return row;
  };
  const server = await one<SourceFacts['server']>(SERVER);
  const database =
    await one<
      Omit<SourceFacts['database'], 'settings' | 'localeProvider' | 'locale' | 'icuRules' | 'collationVersion'>
    >(DATABASE);
  const locale = await one<
    Pick<SourceFacts['database'], 'localeProvider' | 'locale' | 'icuRules' | 'collationVersion'>
  >(localeQuery(server.versionNumber));
  return {
    server,
    database: { ...database, ...locale, settings: await session.query(SETTINGS) },
    roles: await session.query<SourceRole>(ROLES),
    memberships: await session.query<SourceMembership>(membershipQuery(server.versionNumber)),
    tablespaces: await session.query(TABLESPACES),
    extensions: await session.query(EXTENSIONS),
    foreignMaterialisedViews: await session.query(FOREIGN_MATERIALISED_VIEWS),
    notDumped: await session.query(NOT_DUMPED),
    collations: await session.query(collationQuery(server.versionNumber)),
  };
}

const SERVER = `
SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS "versionNumber",
       (SELECT system_identifier::text FROM pg_control_system()) AS "systemIdentifier",
       pg_is_in_recovery() AS standby,
       (SELECT rolname::text FROM pg_roles WHERE oid = 10) AS "bootstrapRole"`;

const DATABASE = `
SELECT d.datname::text AS name, pg_get_userbyid(d.datdba)::text AS owner, pg_encoding_to_char(d.encoding)::text AS encoding,
       d.datcollate::text AS collate, d.datctype::text AS ctype, d.datconnlimit AS "connectionLimit",
       (SELECT spcname::text FROM pg_tablespace WHERE oid = d.dattablespace) AS tablespace,
       pg_database_size(d.oid)::float8 AS "sizeBytes", shobj_description(d.oid, 'pg_database') AS comment,
       coalesce(d.datacl::text[], '{}') AS acl
  FROM pg_database d WHERE d.datname = current_database()`;

/** Columns of pg_database that came with PostgreSQL 15, 16 and 17. */
function localeQuery(version: number): string {
  const locale = version >= 170_000 ? 'datlocale' : version >= 150_000 ? 'daticulocale' : 'NULL';
  return `
SELECT ${version >= 150_000 ? 'datlocprovider::text' : `'c'`} AS "localeProvider", ${locale} AS locale,
       ${version >= 160_000 ? 'daticurules' : 'NULL'} AS "icuRules",
       ${version >= 150_000 ? 'datcollversion' : 'NULL'} AS "collationVersion"
  FROM pg_database WHERE datname = current_database()`;
}

const ROLES = `
SELECT r.rolname::text AS name, r.rolsuper AS superuser, r.rolinherit AS inherit, r.rolcreaterole AS "createRole",
       r.rolcreatedb AS "createDatabase", r.rolcanlogin AS "canLogin", r.rolreplication AS replication,
       r.rolbypassrls AS "bypassRls", r.rolconnlimit AS "connectionLimit", r.rolvaliduntil::text AS "validUntil",
       coalesce((SELECT s.setconfig FROM pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = 0), '{}') AS settings
  FROM pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY r.oid = 10 DESC, r.rolname`;

function membershipQuery(version: number): string {
  const [inherit, set] = version >= 160_000 ? ['m.inherit_option', 'm.set_option'] : ['NULL::bool', 'NULL::bool'];
  return `
SELECT r.rolname::text AS role, u.rolname::text AS member, g.rolname::text AS grantor,
       m.admin_option AS admin, ${inherit} AS inherit, ${set} AS set
  FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
  LEFT JOIN pg_roles g ON g.oid = m.grantor
 WHERE u.rolname !~ '^pg_' ORDER BY m.grantor = 10 DESC, m.admin_option DESC, 1, 2`;
}

const TABLESPACES = `
SELECT spcname::text AS name, pg_get_userbyid(spcowner)::text AS owner, coalesce(spcoptions, '{}') AS options
  FROM pg_tablespace WHERE spcname !~ '^pg_' ORDER BY 1`;

const EXTENSIONS = `
SELECT e.extname::text AS name, e.extversion AS version, n.nspname::text AS schema
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY 1`;

const SETTINGS = `
SELECT (SELECT rolname::text FROM pg_roles WHERE oid = s.setrole) AS role,
       (SELECT datname::text FROM pg_database WHERE oid = s.setdatabase) AS database, s.setconfig AS settings
  FROM pg_db_role_setting s
 WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND NOT (s.setdatabase = 0 AND s.setrole <> 0)`;

/** Follows the rules of views and the children of tables downwards until a foreign table is met. What functions call inside cannot be followed. */
const FOREIGN_MATERIALISED_VIEWS = `
WITH RECURSIVE step(above, below) AS (
  SELECT w.ev_class, d.refobjid
    FROM pg_rewrite w
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
  UNION ALL
  SELECT inhparent, inhrelid FROM pg_inherits
), reach(view, relation) AS (
  SELECT c.oid, c.oid FROM pg_class c WHERE c.relkind = 'm'
  UNION
  SELECT r.view, s.below FROM reach r JOIN step s ON s.above = r.relation
)
SELECT DISTINCT v.oid::text AS oid, n.nspname::text AS schema, v.relname::text AS name
  FROM reach r JOIN pg_class f ON f.oid = r.relation AND f.relkind = 'f'
  JOIN pg_class v ON v.oid = r.view JOIN pg_namespace n ON n.oid = v.relnamespace ORDER BY 2, 3`;

/** An invalid index of a partitioned table is dumped: it lacks some of its parts, and a restore makes it the same way. */
const NOT_DUMPED = `
SELECT format('INDEX %s %s', n.nspname, c.relname) AS object, 'invalid on the source: pg_dump leaves it out' AS reason
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_toast'
UNION
SELECT format('FK CONSTRAINT %s %s %s', n.nspname, c.relname, k.conname),
       'its triggers were switched off on the source: pg_dump does not tell, and a restore switches them on'
  FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint
  JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE t.tgisinternal AND t.tgenabled <> 'O' AND k.contype = 'f'
 ORDER BY 1`;
