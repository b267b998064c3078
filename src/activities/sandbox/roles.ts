import type { SourceFacts, SourceMembership, SourceRole } from '../../domain/source.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';

/**
 * Makes the source's roles in a sandbox: with their attributes, since ownership and policies depend on them, but without
 * passwords and without the right to log in. The bootstrap superuser is there already, under the source's name for it.
 */
export async function createRoles(session: Session, facts: SourceFacts): Promise<void> {
  for (const role of facts.roles.filter(({ name }) => name !== facts.server.bootstrapRole)) {
    await session.query(`CREATE ROLE ${quoteIdentifier(role.name)} ${attributesOf(role)}`);
  }
  await grantMemberships(session, facts);
}

/** The attributes of a role for CREATE ROLE, without the right to log in. */
export function attributesOf(role: SourceRole): string {
  const flag = (on: boolean, name: string) => (on ? name : `NO${name}`);
  return [
    'NOLOGIN',
    flag(role.superuser, 'SUPERUSER'),
    flag(role.inherit, 'INHERIT'),
    flag(role.createRole, 'CREATEROLE'),
    flag(role.createDatabase, 'CREATEDB'),
    flag(role.replication, 'REPLICATION'),
    flag(role.bypassRls, 'BYPASSRLS'),
  ].join(' ');
}

/** A grantor must have its own right first: what cannot be granted yet is tried again as long as others can be. */
export async function grantMemberships(session: Session, facts: SourceFacts): Promise<void> {
  const options = facts.server.versionNumber >= 160_000;
  let waiting = facts.memberships;
  for (;;) {
    const refused: SourceMembership[] = [];
    let last: unknown;
    for (const membership of waiting) {
      try {
        await session.query(grant(membership, options));
      } catch (error) {
        refused.push(membership);
        last = error;
      }
    }
    if (refused.length === 0) return;
    if (refused.length === waiting.length) throw last;
    waiting = refused;
  }
}

function grant({ role, member, grantor, admin, inherit, set }: SourceMembership, options: boolean): string {
  const by = grantor === null ? '' : ` GRANTED BY ${quoteIdentifier(grantor)}`;
  const how = options
    ? ` WITH ADMIN ${admin ? 'TRUE' : 'FALSE'}, INHERIT ${inherit ? 'TRUE' : 'FALSE'}, SET ${set ? 'TRUE' : 'FALSE'}`
    : admin
      ? ' WITH ADMIN OPTION'
      : '';
  return `GRANT ${quoteIdentifier(role)} TO ${quoteIdentifier(member)}${how}${by}`;
}

/** Tablespaces lie in place, inside the throwaway cluster: the source's paths are the source's own folders. */
export async function createTablespaces(session: Session, facts: SourceFacts): Promise<void> {
  for (const { name, owner } of facts.tablespaces) {
    await session.query(`CREATE TABLESPACE ${quoteIdentifier(name)} OWNER ${quoteIdentifier(owner)} LOCATION ''`);
  }
}
