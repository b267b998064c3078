import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import type { Session } from './session.ts';

/** Relations that pg_dump would fail on, or leave rows out of: no SELECT, or row-level security that binds this role. */
const UNREADABLE = `
SELECT n.nspname::text AS schema, c.relname::text AS name, c.relkind = 'S' AS "isSequence",
       CASE WHEN NOT has_schema_privilege(n.oid, 'USAGE') THEN 'schema'
            WHEN NOT has_table_privilege(c.oid, 'SELECT') THEN 'select' ELSE 'rows' END AS missing
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
   AND (NOT has_schema_privilege(n.oid, 'USAGE') OR NOT has_table_privilege(c.oid, 'SELECT')
        OR (c.relkind <> 'S' AND row_security_active(c.oid)))
 ORDER BY 1, 2`;

/** Large objects that this role may not read. */
const UNREADABLE_OBJECTS = `
SELECT count(*)::int AS count FROM pg_largeobject_metadata m
 WHERE NOT pg_has_role(m.lomowner, 'USAGE')
   AND NOT EXISTS (SELECT FROM aclexplode(m.lomacl) a
                    WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE')))`;

/**
 * Makes sure that the role sees every row of everything that must be in a backup.
 * @throws Failure RightsMissing, naming up to five objects and what to grant.
 */
export async function assertReadable(session: Session): Promise<void> {
  const unreadable = await findUnreadable(session);
  const user = session.connection.user;
  if (unreadable.length > 0) {
    const names = unreadable
      .slice(0, 5)
      .map(({ schema, name }) => `${schema}.${name}`)
      .join(', ');
    const more = unreadable.length > 5 ? ` and ${unreadable.length - 5} more` : '';
    const bound = unreadable.every(({ missing }) => missing === 'rows');
    throw new Failure(
      'RightsMissing',
      bound ? `row-level security hides rows from ${user}: ${names}${more}` : `${user} may not read ${names}${more}`,
      {
        hint: bound
          ? `ALTER ROLE … BYPASSRLS for ${user}`
          : `GRANT pg_read_all_data TO ${user} (and BYPASSRLS where row-level security is on)`,
      },
    );
  }
  await assertObjectsReadable(session);
}

/** A relation that the role cannot read in full: its schema is closed, SELECT is missing, or a policy hides rows. */
export interface UnreadableRelation {
  readonly schema: string;
  readonly name: string;
  readonly isSequence: boolean;
  readonly missing: 'schema' | 'select' | 'rows';
}

/** Every table and sequence that must be in a backup and that this role does not see in full. */
export function findUnreadable(session: Session): Promise<readonly UnreadableRelation[]> {
  return session.query<UnreadableRelation>(UNREADABLE);
}

/** Throws RightsMissing where the role may not read every large object. */
export async function assertObjectsReadable(session: Session): Promise<void> {
  const [superuser] = await session.query<{ is: boolean }>(
    `SELECT rolsuper AS is FROM pg_roles WHERE rolname = current_user`,
  );
  const [objects] = superuser?.is ? [] : await session.query<{ count: number }>(UNREADABLE_OBJECTS);
  if (objects !== undefined && objects.count > 0) {
    const user = session.connection.user;
    throw new Failure('RightsMissing', `${user} may not read ${count(objects.count, 'large object')}`, {
      hint: 'pg_read_all_data does not open large objects: grant SELECT ON LARGE OBJECT, or use their owner or a superuser',
    });
  }
}

/** What a dump by this role silently lacks, one sentence each. */
export async function readOmissions(session: Session): Promise<readonly string[]> {
  const [found] = await session.query<{
    superuser: boolean;
    subscriptions: number;
    mappings: number;
    invalid: number;
  }>(`
SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       (SELECT count(*)::int FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) AS subscriptions,
       (SELECT count(*)::int FROM pg_user_mappings) AS mappings,
       (SELECT count(*)::int FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relkind = 'i') AS invalid`);
  if (found === undefined) return [];
  return [
    ...(!found.superuser && found.subscriptions > 0
      ? [`not in the backup: ${count(found.subscriptions, 'subscription')}, which only a superuser may dump`]
      : []),
    ...(!found.superuser && found.mappings > 0
      ? [
          `may be missing in the backup: options of ${count(found.mappings, 'user mapping')}, which only a superuser sees`,
        ]
      : []),
    ...(found.invalid > 0
      ? [`not in the backup: ${count(found.invalid, 'invalid index', 'invalid indexes')}; REINDEX or drop`]
      : []),
  ];
}
