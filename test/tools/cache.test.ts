import { statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder, openCache } from '../../src/tools/cache.ts';
import { temporaryFolder } from '../stack/folders.ts';

test('is where FIREDRILL_CACHE says, before everything else', () => {
  expect(cacheFolder({ FIREDRILL_CACHE: '/srv/cache', XDG_CACHE_HOME: '/home/me/cache' })).toBe('/srv/cache');
});

test("follows a person's own cache folder, but lies outside of a home that no other user may enter", () => {
  const expected = userInfo().uid === 0 ? '/var/cache/firedrill' : '/srv/me/firedrill';
  expect(cacheFolder({ FIREDRILL_CACHE: '', XDG_CACHE_HOME: '/srv/me' })).toBe(expected);
});

test('is made when it is opened, and lets other users pass through', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  expect(openCache({ FIREDRILL_CACHE: folder })).toBe(folder);
  expect(statSync(folder).mode & 0o011).toBe(0o011);
});

test('that cannot be made is told with the variable that names another', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(() => openCache({ FIREDRILL_CACHE: join(file, 'cache') })).toThrow(
    expect.objectContaining({ kind: 'ConfigurationInvalid', hint: expect.stringContaining('FIREDRILL_CACHE=') }),
  );
});
