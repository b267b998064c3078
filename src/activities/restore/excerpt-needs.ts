import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import { namesOfSome } from '../../domain/restore-plan.ts';
import { parseSchemaDump } from '../../domain/schema-dump.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';
import { ownersOf } from '../sandbox/archive-list.ts';
import type { ClosedExcerpt } from './excerpt.ts';
import { withList } from './excerpt-lists.ts';

/**
 * Makes sure that a server has what an excerpt needs and no archive brings: roles that own its objects or have rights to them, and
 * the files of extensions. A role that only has a right would not stop pg_restore, which then loses all rights of the object.
 * @throws Failure DestinationUnusable, naming what is lacking.
 */
export async function assertNeeds(
  session: Session,
  excerpt: ClosedExcerpt,
  makesRoles: boolean,
  place: string,
): Promise<void> {
  const roles = makesRoles ? [] : await missingRoles(session, excerpt);
  const extensions = await missingExtensions(session, excerpt);
  const lacking = [...roles.map(name => `role ${name}`), ...extensions.map(name => `extension ${name}`)];
  if (lacking.length === 0) return;
  throw new Failure(
    'DestinationUnusable',
    `the excerpt needs ${namesOfSome(lacking, 10).join(', ')}, which the server lacks: ${place}`,
    {
      hint:
        roles.length > 0
          ? 'give --with-globals to make the roles that are missing, or create them'
          : `install ${count(extensions.length, 'extension')} on the server`,
    },
  );
}

async function missingRoles(session: Session, { facts, members, head }: ClosedExcerpt): Promise<readonly string[]> {
  const names = facts.roles.map(({ name }) => name);
  const rows = await session.query<{ name: string }>('SELECT rolname::text AS name FROM pg_roles');
  const there = new Set(rows.map(({ name }) => name));
  const absent = names.filter(name => !there.has(name));
  if (absent.length === 0) return [];
  const lines = members.map(({ line }) => line);
  const owners = new Set(ownersOf(lines, absent));
  const sql = await withList(members, list => head.ask('--file=-', '--schema-only', `--use-list=${list}`));
  const rights = [...parseSchemaDump(sql).values()]
    .filter(({ type }) => type === 'ACL' || type === 'DEFAULT ACL' || type === 'POLICY')
    // What a policy allows is an expression, with names of other things.
    .flatMap(({ texts }) => texts.map(text => text.split(/ USING | WITH CHECK /)[0]))
    .join('\n');
  return absent.filter(name => owners.has(name) || isNamed(name, rights));
}

/** Whether statements about rights name a role, as pg_dump writes it: in double quotes where it must. */
function isNamed(role: string, statements: string): boolean {
  if (statements.includes(` ${quoteIdentifier(role)}`)) return true;
  return /^[a-z_][a-z0-9_]*$/.test(role) && new RegExp(`(?:TO|FROM|ROLE|BY|,) ${role}(?![\\w$])`).test(statements);
}

async function missingExtensions(session: Session, { members }: ClosedExcerpt): Promise<readonly string[]> {
  const wanted = members.filter(({ type }) => type === 'EXTENSION');
  const rows = await session.query<{ name: string }>('SELECT name::text AS name FROM pg_available_extensions');
  const available = new Set(rows.map(({ name }) => name));
  return wanted.map(({ title }) => title.slice(2)).filter(name => !available.has(name));
}
