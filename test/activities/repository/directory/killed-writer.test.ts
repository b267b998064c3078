import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { temporaryFolder } from '../../../stack/folders.ts';
import { inParts, threeParts, watched } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

const WRITER = join(import.meta.dirname, 'writer.ts');
const KEY = 'targets/orders/main';

const startWriter = (root: string, work: string) =>
  execa(process.execPath, [WRITER, root, work], { reject: false, buffer: false, timeout: 20_000 });

const filesBelow = (root: string) =>
  readdirSync(root, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));

/** Kills a writer when two parts of its upload have arrived. */
async function killUpload(root: string): Promise<void> {
  const writer = startWriter(root, 'upload');
  let arrived = 0;
  for await (const dots of writer.stdout) {
    arrived += String(dots).length;
    if (arrived >= 2) writer.kill('SIGKILL');
  }
  expect(await writer).toMatchObject({ signal: 'SIGKILL' });
}

/** Kills a writer when some bytes of an object lie on the disk, whatever their file is called. */
async function killPut(root: string, work: string): Promise<void> {
  const writer = startWriter(root, work);
  const isUnderWay = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 1_048_576;
  while (!filesBelow(root).some(isUnderWay)) await turn();
  writer.kill('SIGKILL');
  expect(await writer).toMatchObject({ signal: 'SIGKILL' });
}

describe('a writer that is killed in the middle of an upload', () => {
  test('leaves nothing under the final name, and an unfinished upload', async () => {
    const root = temporaryFolder();
    await killUpload(root);
    const store = directoryStore(root);
    expect(existsSync(join(root, KEY))).toBe(false);
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
    const unfinished = await Array.fromAsync(store.unfinishedUploads('targets/orders/'));
    expect(unfinished.map(({ key }) => key)).toEqual([KEY]);
  });

  test('has its upload finished by another process, which sends only what is missing', async () => {
    const root = temporaryFolder();
    await killUpload(root);
    const store = directoryStore(root);
    const { object, opened } = watched(inParts(KEY, threeParts()));
    expect(await store.upload(object, never, () => undefined)).toBe('stored');
    expect(opened).toEqual([1]);
    expect(await store.verify(object, never)).toBe('read');
  });

  test('has its leftovers swept', async () => {
    const root = temporaryFolder();
    await killUpload(root);
    const store = directoryStore(root);
    for await (const upload of store.unfinishedUploads('targets/orders/')) await store.abortUpload(upload);
    expect(filesBelow(root)).toEqual([]);
  });
});

test.each(['putIfAbsent', 'replace'])(
  'a writer that is killed in the middle of %s leaves only whole objects and what a sweep finds',
  async work => {
    const root = temporaryFolder();
    await killPut(root, work);
    const store = directoryStore(root);
    const listed = await Array.fromAsync(store.list(''));
    for (const { sizeBytes } of listed) expect(sizeBytes).toBe(64 * 1_048_576);
    for await (const upload of store.unfinishedUploads('targets/')) await store.abortUpload(upload);
    expect(filesBelow(root).toSorted()).toEqual(listed.map(({ key }) => join(root, key)).toSorted());
  },
);

test('an upload whose writer died before it could say its key is listed for the sweep, and can be given up', async () => {
  const root = temporaryFolder();
  const store = directoryStore(root);
  const uploadId = '0'.repeat(32);
  mkdirSync(join(root, '.uploads', uploadId), { recursive: true });
  expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toEqual([]);
  const [found] = await Array.fromAsync(store.unfinishedUploads(''));
  expect(found).toMatchObject({ uploadId, key: '' });
  if (found !== undefined) await store.abortUpload(found);
  expect(readdirSync(join(root, '.uploads'))).toEqual([]);
});
