import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fileSystemFailure } from '../../../../src/activities/repository/directory/failures.ts';
import { Failure, isRetryable } from '../../../../src/domain/failures.ts';

const fails = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

test.each([
  ['a full disk', 'ENOSPC', 'SpaceMissing'],
  ['a used-up quota', 'EDQUOT', 'SpaceMissing'],
  ['a folder of somebody else', 'EACCES', 'RepositoryUnusable'],
  ['a file system without hard links', 'EPERM', 'RepositoryUnusable'],
  ['a read-only file system', 'EROFS', 'RepositoryUnusable'],
  ['a disk that fails', 'EIO', 'RepositoryUnreachable'],
  ['a network share that went away', 'ESTALE', 'RepositoryUnreachable'],
  ['too many open files', 'EMFILE', 'RepositoryUnreachable'],
])('%s (%s) is %s, with a hint and its cause', (_, code, kind) => {
  const cause = fails(code);
  expect(fileSystemFailure(cause, '/backups')).toMatchObject({
    kind,
    cause,
    message: expect.stringContaining('/backups'),
    hint: expect.any(String),
  });
});

test('a device that is full says so', async () => {
  const error = await writeFile('/dev/full', 'x').catch((reason: unknown) => reason);
  expect(fileSystemFailure(error, '/backups')).toMatchObject({ kind: 'SpaceMissing' });
});

test('a step is tried again after a fault of the system and not after one that a person must mend', async () => {
  expect(isRetryable('RepositoryUnreachable')).toBe(true);
  expect(isRetryable('RepositoryUnusable')).toBe(false);
  expect(isRetryable('SpaceMissing')).toBe(false);
});

test.each([
  ['a failure', new Failure('KeyMissing', 'gone')],
  ['a bug', new TypeError('undefined is not a function')],
  ['an error of a library', Object.assign(new Error('x'), { code: 'ERR_OUT_OF_RANGE' })],
  ['something that is no error', 'text'],
])('%s passes unchanged', (_, error) => {
  expect(fileSystemFailure(error, '/backups')).toBe(error);
});

test('a missing file of the system is a fault that may heal', async () => {
  const error = await readFile('/nowhere/at/all').catch((reason: unknown) => reason);
  expect(fileSystemFailure(error, '/backups')).toMatchObject({ kind: 'RepositoryUnreachable' });
});
