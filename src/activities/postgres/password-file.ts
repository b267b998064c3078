import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../domain/failures.ts';

/** What a line of a password file is matched against. */
export interface PasswordQuestion {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
}

/**
 * The password that libpq's password file (`passfile`, else `~/.pgpass`) has for a connection, or undefined
 * (https://www.postgresql.org/docs/current/libpq-pgpass.html). A socket folder is looked up by its path and as `localhost`:
 * libpq does the one or the other, depending on a default that is compiled into it.
 * @throws Failure SecretUnavailable where others may read the file; libpq would ignore it without failing.
 */
export function findPassword(question: PasswordQuestion, passfile: string | undefined): string | undefined {
  const file = passfile ?? join(homedir(), '.pgpass');
  if (!existsSync(file)) return undefined;
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new Failure('SecretUnavailable', `the password file ${file} may be read by others`, {
      hint: `chmod 600 ${file}`,
    });
  }
  const hosts = question.host.startsWith('/') ? [question.host, 'localhost'] : [question.host || 'localhost'];
  const wanted = [hosts, [question.port], [question.database], [question.user]];
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = splitFields(line);
    const password = fields[4];
    if (password !== undefined && wanted.every((values, index) => ['*', ...values].includes(fields[index] ?? '')))
      return password;
  }
  return undefined;
}

/** Fields are separated by colons; a backslash lets a colon or backslash be part of one. */
function splitFields(line: string): readonly string[] {
  const fields = [''];
  for (const [part] of line.matchAll(/\\.|[^\\]/gs)) {
    if (part === ':' && fields.length < 5) fields.push('');
    else fields[fields.length - 1] += part.startsWith('\\') && part.length > 1 ? part.slice(1) : part;
  }
  return fields;
}
