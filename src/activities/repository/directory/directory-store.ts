import { createReadStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { safeKey, safePrefix } from '../keys.ts';
import type { ObjectStore, StoredObject } from '../object-store.ts';
import { verifyByReading } from '../verification.ts';
import { writeDurably } from './durable-files.ts';
import { fileSystemFailure, isMissing } from './failures.ts';
import { abortUpload, fileSize, listUploads, namesIn, uploadInParts } from './upload.ts';

/** A repository in a folder. Folders are 0700 and files 0600; the file system must have hard links. */
export function directoryStore(root: string): ObjectStore {
  const pathOf = (key: string) => join(root, ...safeKey(key).split('/'));
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw fileSystemFailure(error, root);
    }
  };
  const read: ObjectStore['read'] = (key, range, signal) =>
    guarded(async () => {
      const path = pathOf(key);
      if ((await fileSize(path)) === undefined) return undefined;
      const end = range.offset + range.sizeBytes - 1;
      return createReadStream(path, { start: range.offset, end, signal, highWaterMark: 1_048_576 });
    });
  const store: ObjectStore = {
    description: root,
    read,
    putIfAbsent: (key, body) => guarded(() => writeDurably(pathOf(key), body, true)),
    replace: async (key, body) => {
      await guarded(() => writeDurably(pathOf(key), body, false));
    },
    upload: (object, signal, sent) =>
      guarded(() => uploadInParts(root, { ...object, key: safeKey(object.key) }, signal, sent)),
    verify: (object, signal) => guarded(() => verifyByReading(store, object, signal)),
    sizeOf: key => guarded(() => fileSize(pathOf(key))),
    get: key =>
      guarded(async () => {
        try {
          return await readFile(pathOf(key));
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      }),
    list: prefix => translated(walk(root, safePrefix(prefix)), root),
    remove: key => guarded(() => rm(pathOf(key), { force: true })),
    unfinishedUploads: prefix => translated(listUploads(root, safePrefix(prefix)), root),
    abortUpload: ({ uploadId }) => guarded(() => abortUpload(root, uploadId)),
  };
  return store;
}

/** Objects below a prefix in the order of their keys. Folders that cannot hold one are not opened. */
async function* walk(root: string, prefix: string, folder = ''): AsyncIterable<StoredObject> {
  const names = (await namesIn(join(root, folder))).filter(name => !name.startsWith('.'));
  const entries = await Promise.all(
    names.map(async name => ({ name, facts: await factsOf(join(root, folder, name)) })),
  );
  const sorted = entries.map(({ name, facts }) => ({
    key: `${folder}${name}${facts?.isDirectory() ? '/' : ''}`,
    facts,
  }));
  for (const { key, facts } of sorted.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    if (facts?.isDirectory() && (key.startsWith(prefix) || prefix.startsWith(key))) yield* walk(root, prefix, key);
    if (facts?.isFile() && key.startsWith(prefix)) yield { key, sizeBytes: facts.size, modifiedAt: facts.mtime };
  }
}

async function factsOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function* translated<T>(items: AsyncIterable<T>, place: string): AsyncIterable<T> {
  try {
    yield* items;
  } catch (error) {
    throw fileSystemFailure(error, place);
  }
}
