import { expect, inject, test } from 'vitest';
import { chooseDumpPrograms } from '../../../src/activities/postgres/versions.ts';
import { programsOf } from './dumps.ts';

const found = inject('clusters').map(programsOf);

test.each([15, 16, 18])('PostgreSQL %i is dumped by programs of its own major', major => {
  expect(chooseDumpPrograms(found, major)).toEqual({ programs: expect.objectContaining({ major }) });
});

test.each([
  [14, 15],
  [17, 18],
])('PostgreSQL %i is dumped by the next newer programs, of %i, with a warning', (server, major) => {
  expect(chooseDumpPrograms(found, server)).toEqual({
    programs: expect.objectContaining({ major }),
    warning: expect.stringContaining(`newer than the server's own major ${server}`),
  });
});

test('D12: a server that is newer than all programs is refused, with what to install', () => {
  expect(() => chooseDumpPrograms(found, 19)).toThrow(
    expect.objectContaining({
      kind: 'VersionUnsupported',
      message: expect.stringContaining('programs older than it cannot dump it'),
      hint: expect.stringContaining('apt-get install postgresql-client-19'),
    }),
  );
});

test('a server that is older than 14 is refused', () => {
  expect(() => chooseDumpPrograms(found, 13)).toThrow(expect.objectContaining({ kind: 'VersionUnsupported' }));
});
