import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { mistakeInKeywords } from '../../config/connection-string.ts';
import { Failure } from '../../domain/failures.ts';

/**
 * The keywords of a service in libpq's connection service file (`servicefile`, else `~/.pg_service.conf`, else
 * `/etc/postgresql-common/pg_service.conf`), https://www.postgresql.org/docs/current/libpq-pgservice.html.
 * @throws Failure ConfigurationInvalid where no file has the service, or it has what libpq could not be given: a secret besides
 * the password, which would end in an argument list, a word that is no keyword, or another service.
 */
export function readService(service: string, servicefile: string | undefined): Record<string, string> {
  const files =
    servicefile === undefined
      ? [join(homedir(), '.pg_service.conf'), '/etc/postgresql-common/pg_service.conf']
      : [servicefile];
  for (const file of files) {
    const found = sectionOf(textOf(file), service);
    if (found !== undefined) return accepted(found, service, file);
  }
  throw new Failure('ConfigurationInvalid', `there is no service "${service}" in ${files.join(' or ')}`, {
    hint: 'write servicefile: /path beside service',
  });
}

function accepted(found: Record<string, string>, service: string, file: string): Record<string, string> {
  const nested = ['service', 'servicefile'].find(keyword => Object.hasOwn(found, keyword));
  const mistake = nested === undefined ? mistakeInKeywords(found) : `has ${nested}, which libpq does not follow`;
  if (mistake === undefined) return found;
  throw new Failure('ConfigurationInvalid', `the service "${service}" in ${file} ${mistake}`, {
    hint: 'take it out; a client key needs no passphrase where only the worker may read it',
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function sectionOf(text: string, service: string): Record<string, string> | undefined {
  let found: Record<string, string> | undefined;
  let inside = false;
  for (const line of text.split('\n').map(raw => raw.trim())) {
    if (line.startsWith('[')) {
      inside = line === `[${service}]` && found === undefined;
      if (inside) found = {};
    } else if (inside && found !== undefined && line !== '' && !line.startsWith('#')) {
      const at = line.indexOf('=');
      if (at > 0) found[line.slice(0, at).trim()] = line.slice(at + 1).trim();
    }
  }
  return found;
}
