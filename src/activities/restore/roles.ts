import { escapeLiteral } from 'pg';
import { Failure } from '../../domain/failures.ts';
import { namesOfSome } from '../../domain/restore-plan.ts';
import type { SourceFacts, SourceRole } from '../../domain/source.ts';
import { quoteIdentifier } from '../postgres/identifiers.ts';
import type { Session } from '../postgres/session.ts';
import { attributesOf, grantMemberships } from '../sandbox/roles.ts';
import { parameterValue } from './parameters.ts';

/** Names of the roles of a server. */
async function readRoles(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>('SELECT rolname::text AS name FROM pg_roles');
  return new Set(rows.map(({ name }) => name));
}

/**
 * Makes the roles of the source that the server lacks, as they were: with log-in, settings, memberships and, where the backup
 * has them, passwords. A role that is there already is not touched: it may be another person's. Returns the names of those made.
 * `globals` is the text of the backup's globals. All or none are made; after a failure the session is of no more use.
 */
export async function createMissingRoles(
  session: Session,
  facts: SourceFacts,
  globals: string,
): Promise<readonly string[]> {
  const there = await readRoles(session);
  const missing = facts.roles.filter(({ name }) => !there.has(name));
  await session.query('BEGIN');
  for (const role of missing) {
    const name = quoteIdentifier(role.name);
    await session.query(`CREATE ROLE ${name} ${attributesOf(role)}`);
    const login = loginOf(role);
    if (login !== '') await session.query(`ALTER ROLE ${name}${login}`);
    const verifier = passwordOf(role.name, globals);
    if (verifier !== undefined) await session.query(`ALTER ROLE ${name} PASSWORD ${escapeLiteral(verifier)}`);
    for (const setting of role.settings) {
      const [parameter, value] = parameterValue(setting);
      await session.query(`ALTER ROLE ${name} SET ${parameter} TO ${value}`);
    }
  }
  const made = new Set(missing.map(({ name }) => name));
  const memberships = facts.memberships.filter(({ role, member }) => made.has(role) || made.has(member));
  await grantMemberships(forgiving(session), { ...facts, memberships: memberships.map(known(made, there)) });
  await session.query('COMMIT');
  return [...made];
}

/** The same session, whose transaction goes on after a statement that was refused: that one alone is undone. */
function forgiving(session: Session): Session {
  const query: Session['query'] = async (text, values) => {
    await session.query('SAVEPOINT attempt');
    try {
      return await session.query(text, values);
    } catch (error) {
      await session.query('ROLLBACK TO attempt');
      throw error;
    }
  };
  return { ...session, query };
}

/** The grantor counts only where it is of the same making: on another server it may have no right to grant. */
function known(made: ReadonlySet<string>, there: ReadonlySet<string>) {
  return (membership: SourceFacts['memberships'][number]) => {
    const { grantor } = membership;
    return grantor !== null && (made.has(grantor) || !there.has(grantor))
      ? membership
      : { ...membership, grantor: null };
  };
}

function loginOf({ canLogin, connectionLimit, validUntil }: SourceRole): string {
  return [
    canLogin ? ' LOGIN' : '',
    connectionLimit === -1 ? '' : ` CONNECTION LIMIT ${Math.trunc(connectionLimit)}`,
    validUntil === null ? '' : ` VALID UNTIL ${escapeLiteral(validUntil)}`,
  ].join('');
}

/** The password verifier that pg_dumpall wrote for a role; undefined where the backup has none. */
function passwordOf(role: string, globals: string): string | undefined {
  const names = [role, `"${role.replaceAll('"', '""')}"`].map(name => `ALTER ROLE ${name} WITH `);
  const line = globals.split('\n').find(candidate => names.some(start => candidate.startsWith(start)));
  return / PASSWORD '((?:SCRAM-SHA-256\$|md5)[^']*)'/.exec(line ?? '')?.[1];
}

/**
 * Makes sure that every owner in an archive exists, before the first object is made.
 * @throws Failure DestinationUnusable, naming those that do not.
 */
export async function assertOwners(session: Session, owners: readonly string[]): Promise<void> {
  const there = await readRoles(session);
  const missing = [...new Set(owners)].filter(owner => owner !== '' && !there.has(owner)).toSorted();
  if (missing.length === 0) return;
  throw new Failure(
    'DestinationUnusable',
    `the server has no role ${namesOfSome(missing).join(', ')}, and objects belong to it`,
    {
      hint: 'give --with-globals to make the roles that are missing, or create them',
    },
  );
}
