import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { temporaryFolder } from '../../../stack/folders.ts';
import { inParts, threeParts } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

const KEY = 'targets/orders/backups/one/main.enc';
const ignore = () => undefined;

/** An object that lies as a file in a folder. */
function spooled(folder: string) {
  const file = join(folder, 'spooled');
  writeFileSync(file, threeParts());
  return { ...inParts(KEY, threeParts()), file };
}

test('a file of the same file system is taken as it is, and told part by part', async () => {
  const folder = temporaryFolder();
  const store = directoryStore(join(folder, 'repository'));
  const object = spooled(folder);
  const sent: number[] = [];
  expect(await store.upload(object, never, ({ index, reused }) => void sent.push(reused ? -1 : index))).toBe('stored');
  expect(sent).toEqual([0, 1, 2]);
  expect(statSync(join(folder, 'repository', KEY)).ino).toBe(statSync(object.file).ino);
  expect(readdirSync(join(folder, 'repository'))).toEqual(['targets']);
});

test('it stays when the file it was taken from goes, and is what was sent', async () => {
  const folder = temporaryFolder();
  const store = directoryStore(join(folder, 'repository'));
  const object = spooled(folder);
  await store.upload(object, never, ignore);
  await rm(object.file);
  expect(await store.verify(object, never)).toBe('read');
});

test('a file that is not what its parts say is found out', async () => {
  const folder = temporaryFolder();
  const store = directoryStore(join(folder, 'repository'));
  const object = spooled(folder);
  writeFileSync(object.file, threeParts(1));
  await store.upload(object, never, ignore);
  await expect(store.verify(object, never)).rejects.toMatchObject({ kind: 'StoredBytesDiffer' });
});

test('another object that is there already is not touched', async () => {
  const folder = temporaryFolder();
  const store = directoryStore(join(folder, 'repository'));
  await store.putIfAbsent(KEY, Buffer.from('earlier'));
  expect(await store.upload(spooled(folder), never, ignore)).toBe('exists');
  expect(String(await store.get(KEY))).toBe('earlier');
});

test('a file of another file system is copied', async () => {
  const elsewhere = mkdtempSync('/dev/shm/fd-');
  onTestFinished(() => rm(elsewhere, { recursive: true }));
  const folder = temporaryFolder();
  expect(statSync(elsewhere).dev).not.toBe(statSync(folder).dev);
  const store = directoryStore(join(folder, 'repository'));
  const object = spooled(elsewhere);
  expect(await store.upload(object, never, ignore)).toBe('stored');
  expect(await store.verify(object, never)).toBe('read');
  expect(statSync(object.file).nlink).toBe(1);
});
