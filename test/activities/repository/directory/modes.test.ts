import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { temporaryFolder } from '../../../stack/folders.ts';
import { failingSource, inParts, threeParts, withSource } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

let earlier: number;
beforeEach(() => {
  earlier = process.umask(0);
});
afterEach(() => {
  process.umask(earlier);
});

/** Mode of everything below a folder, by kind. */
function modesBelow(folder: string): { readonly files: Set<string>; readonly folders: Set<string> } {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const mode = (statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8);
    (entry.isDirectory() ? folders : files).add(mode);
  }
  return { files, folders };
}

test('files are 0600 and folders 0700, finished or not, whatever the umask', async () => {
  const folder = temporaryFolder();
  const store = directoryStore(join(folder, 'made', 'repository'));
  await store.putIfAbsent('targets/orders/one', Buffer.from('1'));
  await store.replace('targets/orders/two', Buffer.from('2'));
  await store.replace('targets/orders/two', Buffer.from('3'));
  await store.upload(inParts('targets/orders/three', threeParts()), never, () => undefined);
  const broken = withSource(inParts('targets/orders/four', threeParts()), 1, failingSource);
  await expect(store.upload(broken, never, () => undefined)).rejects.toThrow();
  expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toHaveLength(1);
  expect(modesBelow(folder)).toEqual({ files: new Set(['600']), folders: new Set(['700']) });
});

test('the mode of a folder that was there stays as its owner set it', async () => {
  const folder = temporaryFolder();
  await directoryStore(folder).putIfAbsent('one', Buffer.from('1'));
  expect(statSync(folder).mode & 0o777).toBe(0o711);
});

test('an upload that became an object leaves nothing else behind', async () => {
  const folder = temporaryFolder();
  const store = directoryStore(folder);
  await store.upload(inParts('targets/one', threeParts()), never, () => undefined);
  await store.putIfAbsent('targets/two', Buffer.from('2'));
  await store.putIfAbsent('targets/two', Buffer.from('lost'));
  await store.replace('targets/two', Buffer.from('3'));
  const names = readdirSync(folder, { recursive: true }).map(String).toSorted();
  expect(names).toEqual(['.uploads', 'targets', join('targets', 'one'), join('targets', 'two')]);
});
