import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPassword } from '../../../src/activities/postgres/password-file.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const QUESTION = { host: 'db', port: '5432', database: 'orders', user: 'kim' };

function fileWith(lines: string, mode = 0o600): string {
  const file = join(temporaryFolder(), 'pgpass');
  writeFileSync(file, lines);
  chmodSync(file, mode);
  return file;
}

test.each([
  ['a line of its own', 'other:5432:orders:kim:wrong\ndb:5432:orders:kim:right'],
  ['the first of two lines', 'db:*:*:kim:right\ndb:5432:orders:kim:wrong'],
  ['a line behind comments, with line ends of Windows', '# db:5432:orders:kim:wrong\r\n*:*:*:*:right\r\n'],
])('a connection has the password of %s', (_, lines) => {
  expect(findPassword(QUESTION, fileWith(lines))).toBe('right');
});

test('a password may have colons and backslashes', () => {
  expect(findPassword(QUESTION, fileWith('db:5432:orders:kim:a\\:b\\\\c:d'))).toBe('a:b\\c:d');
});

test('a socket is known by its folder and as localhost', () => {
  const socket = { ...QUESTION, host: '/run/postgresql' };
  expect(findPassword(socket, fileWith('localhost:5432:orders:kim:right'))).toBe('right');
  expect(findPassword(socket, fileWith('/run/postgresql:5432:orders:kim:right'))).toBe('right');
});

test('nobody is let in by a file of others, or by none', () => {
  expect(findPassword(QUESTION, fileWith('db:5432:orders:ada:x'))).toBeUndefined();
  expect(findPassword(QUESTION, join(temporaryFolder(), 'none'))).toBeUndefined();
});

test.each([0o640, 0o604])('a file that others may read is refused: mode %o', mode => {
  const file = fileWith('db:5432:orders:kim:right', mode);
  expect(() => findPassword(QUESTION, file)).toThrow(
    expect.objectContaining({ kind: 'SecretUnavailable', hint: `chmod 600 ${file}` }),
  );
});
