import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programConnection, resolveConnections } from '../../../src/activities/postgres/connection.ts';
import { readService } from '../../../src/activities/postgres/service-file.ts';
import { temporaryFolder } from '../../stack/folders.ts';

function serviceFile(...lines: readonly string[]): string {
  const path = join(temporaryFolder(), 'services');
  writeFileSync(path, `[other]\nhost=wrong\nsslpassword=hunter2\n[nightly]\n${lines.join('\n')}\n`);
  return path;
}

/** What is said of a service that has this line among good ones. */
function complaint(line: string): string {
  const path = serviceFile('host=db', line, 'dbname=orders');
  try {
    readService('nightly', path);
  } catch (error) {
    return String(error).replace(path, 'FILE');
  }
  return 'nothing';
}

test('reads the keywords of a service, and those of no other', () => {
  const path = serviceFile('# ours', 'host = db', 'password=a=b', 'sslmode=verify-full', '', '[nightly]', 'host=again');
  expect(readService('nightly', path)).toEqual({ host: 'db', password: 'a=b', sslmode: 'verify-full' });
});

test.each(['sslpassword', 'oauth_client_secret', 'scram_client_key', 'scram_server_key'])(
  'refuses %s, a secret that could only travel in an argument list, and does not repeat it',
  keyword => {
    expect(complaint(`${keyword}=hunter2`)).toBe(
      `Failure: the service "nightly" in FILE has ${keyword}, which libpq would take from an argument list only`,
    );
  },
);

test.each([
  ['servername=db', 'has "servername", which is no keyword of libpq'],
  ['ldap://hunter2/dc=x?uniqueMember', 'has something that is no keyword of libpq'],
  ['service=other', 'has service, which libpq does not follow'],
  ['servicefile=/etc/other', 'has servicefile, which libpq does not follow'],
])('refuses %s as libpq does', (line, words) => {
  expect(complaint(line)).toBe(`Failure: the service "nightly" in FILE ${words}`);
});

test('a password of a service reaches programs by their environment, never by an argument', () => {
  const servicefile = serviceFile('host=db', 'user=kim', 'password=hunter2');
  const [connection] = resolveConnections({ keywords: { service: 'nightly', servicefile } }, () => '');
  const started = connection && programConnection(connection, 'firedrill');
  expect(started?.env['PGPASSWORD']).toBe('hunter2');
  expect(started?.conninfo).not.toContain('hunter2');
});

test('names the file that lacks the service', () => {
  expect(() => readService('weekly', serviceFile('host=db'))).toThrow(/^there is no service "weekly" in \/.*services$/);
});
