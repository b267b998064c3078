import type { SourceFacts } from '../../domain/source.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';
import { writeComment } from './mark.ts';
import { parameterValue } from './parameters.ts';

/**
 * Gives a database what no archive entry carries: settings of the database and of roles in it, grants, comment, connection
 * limit. Called after everything else: a restored setting may end or hinder the sessions of the restore.
 */
export async function applyDatabaseProperties(session: Session, facts: SourceFacts, name: string): Promise<void> {
  const { database } = facts;
  const quoted = quoteIdentifier(name);
  if (database.comment !== null) await writeComment(session, name, database.comment);
  await grant(session, database.acl, quoted);
  for (const { role, database: own, settings } of database.settings) {
    if (own === null) continue;
    const whose = role === null ? `DATABASE ${quoted}` : `ROLE ${quoteIdentifier(role)} IN DATABASE ${quoted}`;
    for (const setting of settings) {
      const [parameter, value] = parameterValue(setting);
      await session.query(`ALTER ${whose} SET ${parameter} TO ${value}`);
    }
  }
  if (database.connectionLimit !== -1)
    await session.query(`ALTER DATABASE ${quoted} CONNECTION LIMIT ${Math.trunc(database.connectionLimit)}`);
}

/** An access list that was never changed is empty in the catalogue and means the defaults. */
async function grant(session: Session, acl: readonly string[], quoted: string): Promise<void> {
  if (acl.length === 0) return;
  const entries = await session.query<{ grantee: string | null; privilege: string; grantable: boolean }>(
    `SELECT CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee)::text END AS grantee,
            a.privilege_type AS privilege, a.is_grantable AS grantable
       FROM unnest($1::text[]) AS i(item) CROSS JOIN LATERAL aclexplode(ARRAY[i.item::aclitem]) AS a`,
    [acl],
  );
  await session.query(`REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC`);
  for (const { grantee, privilege, grantable } of entries) {
    const whom = grantee === null ? 'PUBLIC' : quoteIdentifier(grantee);
    await session.query(`GRANT ${privilege} ON DATABASE ${quoted} TO ${whom}${grantable ? ' WITH GRANT OPTION' : ''}`);
  }
}
