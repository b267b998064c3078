import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { secretReader } from '../../src/config/references.ts';
import { temporaryFolder } from '../stack/folders.ts';

function secretFile(text: string, mode = 0o600): string {
  const path = join(temporaryFolder(), 'secret');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const refused = (message: string, hint: string) =>
  expect.objectContaining({ kind: 'SecretUnavailable', message, hint });

test('reads a variable as it stands', () => {
  expect(secretReader({ TOKEN: ' s3cret ' })({ from: 'env', name: 'TOKEN' })).toBe(' s3cret ');
});

test.each([
  ['s3cret', 's3cret'],
  ['s3cret\n', 's3cret'],
  ['s3cret\r\n', 's3cret'],
  ['two\nlines\n\n', 'two\nlines\n'],
])('reads a file without the end of its last line: %j', (text, secret) => {
  expect(secretReader({})({ from: 'file', path: secretFile(text) })).toBe(secret);
});

test.each([0o600, 0o400, 0o700])('takes a file of mode %o', mode => {
  expect(secretReader({})({ from: 'file', path: secretFile('x', mode) })).toBe('x');
});

test.each([
  [0o640, '0640'],
  [0o604, '0604'],
  [0o644, '0644'],
  [0o620, '0620'],
])('refuses a file that others may reach, and says how to close it (%o)', (mode, shown) => {
  const path = secretFile('s3cret', mode);
  expect(() => secretReader({})({ from: 'file', path })).toThrow(
    refused(`the secret ${path} may be read by others (mode ${shown})`, `chmod 600 ${path}`),
  );
});

test.each([
  [{}, 'is not set'],
  [{ TOKEN: '' }, 'is empty'],
])('names the variable that has no secret: %o (X29)', (environment, what) => {
  expect(() => secretReader(environment)({ from: 'env', name: 'TOKEN' })).toThrow(
    refused(`the secret env:TOKEN ${what}`, 'set TOKEN where the worker is started'),
  );
});

test.each(['', '\n'])('names the file that is empty: %j', text => {
  const path = secretFile(text);
  expect(() => secretReader({})({ from: 'file', path })).toThrow(
    refused(`the secret file:${path} is empty`, 'write the secret into the file'),
  );
});

test('names the file that is missing', () => {
  const path = join(temporaryFolder(), 'gone');
  expect(() => secretReader({})({ from: 'file', path })).toThrow(
    refused(
      `the secret file:${path} cannot be read`,
      'the file must exist and belong to the user that runs the worker',
    ),
  );
});

test('a public default stands in for a variable that is not set or empty, and for no other (M1)', () => {
  const reader = (environment: Record<string, string>) => secretReader(environment, { POSTGRES_PASSWORD: 'postgres' });
  const password = { from: 'env', name: 'POSTGRES_PASSWORD' } as const;
  expect(reader({})(password)).toBe('postgres');
  expect(reader({ POSTGRES_PASSWORD: '' })(password)).toBe('postgres');
  expect(reader({ POSTGRES_PASSWORD: 'own' })(password)).toBe('own');
  expect(() => reader({})({ from: 'env', name: 'OTHER' })).toThrow('the secret env:OTHER is not set');
});
