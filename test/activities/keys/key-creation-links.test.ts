import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeMissingKey } from '../../../src/activities/keys/key-creation.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { temporaryFolder } from '../../stack/folders.ts';

/** A folder with a real repository `real`, and links to it and to its parent. */
function folderWithLinks() {
  const folder = realpathSync(temporaryFolder());
  mkdirSync(join(folder, 'disk/real'), { recursive: true });
  symlinkSync(join(folder, 'disk/real'), join(folder, 'link'));
  symlinkSync('disk', join(folder, 'mounted'));
  return folder;
}

const make = (repository: string, file: string) => {
  const environment = { DATABASE_URL: 'postgres://me@127.0.0.1/orders', DB_BACKUP_DIR: repository };
  return makeMissingKey({ file, createMissing: true }, loadConfiguration({}, environment, temporaryFolder()));
};

test.each([
  ['the repository is named by a link', 'link', 'disk/real/key'],
  ['the key is named by a link', 'disk/real', 'link/key'],
  ['the key’s folder does not exist yet', 'link', 'disk/real/keys/own/key'],
  ['a link leads to the parent of the repository', 'mounted/real', 'disk/real/key'],
  ['the repository does not exist yet', 'mounted/new', 'disk/new/key'],
])('no key is made inside a repository where %s', (_, repository, key) => {
  const folder = folderWithLinks();
  expect(() => make(join(folder, repository), join(folder, key))).toThrow(
    expect.objectContaining({
      kind: 'KeyMissing',
      message: expect.stringMatching(
        /^the key file .*\/disk\/.* would lie inside the repository .*\/disk\/(real|new)$/,
      ),
    }),
  );
  expect(existsSync(join(folder, key))).toBe(false);
});

test('a link beside the repository that leads elsewhere is no part of it', () => {
  const folder = folderWithLinks();
  mkdirSync(join(folder, 'disk/elsewhere'));
  symlinkSync(join(folder, 'disk/elsewhere'), join(folder, 'disk/real/keys'));
  expect(() => make(join(folder, 'disk/real'), join(folder, 'disk/real/keys/key'))).not.toThrow(
    /inside the repository/,
  );
});
