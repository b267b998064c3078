import { createReadStream } from 'node:fs';
import { lstat, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { hashFileRange } from '../../lib/file-hash.ts';
import { safeKey, safePrefix } from '../keys.ts';
import type { ObjectStore, StoredObject } from '../object-store.ts';
import { verifyByReading } from '../verification.ts';
import { wholeRange } from '../whole-range.ts';
import { fileSystemFailure, isMissing } from './failures.ts';
import { beginInFolder } from './growing-object.ts';
import { refuseLinks } from './links.ts';
import { abortUpload, fileSize, listUploads, namesIn, putWhole, uploadInParts } from './upload.ts';

/** A repository in a folder. Folders are 0700 and files 0600; the file system must have hard links. */
export function directoryStore(root: string): ObjectStore {
  const pathOf = async (key: string) => {
    const path = join(root, ...safeKey(key).split('/'));
    await refuseLinks(root, key);
    return path;
  };
  const guarded = async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw fileSystemFailure(error, root);
    }
  };
  const read: ObjectStore['read'] = (key, range, signal) =>
    guarded(async () => {
      const path = await pathOf(key);
      if ((await fileSize(path)) === undefined) return undefined;
      signal.throwIfAborted();
      if (range.sizeBytes === 0) return Readable.from([]);
      const end = range.offset + range.sizeBytes - 1;
      const source = createReadStream(path, { start: range.offset, end, highWaterMark: 1_048_576 });
      const translate = (error: unknown) => fileSystemFailure(error, root);
      return wholeRange(source, { key, place: root, sizeBytes: range.sizeBytes, translate }, signal);
    });
  const store: ObjectStore = {
    description: root,
    repeats: () => 0,
    read,
    putIfAbsent: (key, body) => guarded(async () => putWhole(root, { key, final: await pathOf(key), body }, true)),
    replace: async (key, body) => {
      await guarded(async () => putWhole(root, { key, final: await pathOf(key), body }, false));
    },
    upload: (object, signal, sent) =>
      guarded(async () => uploadInParts(root, await pathOf(object.key), object, signal, sent), signal),
    begin: key =>
      guarded(async () => {
        const growing = await beginInFolder(root, key, await pathOf(key));
        return {
          add: (part, signal) => guarded(() => growing.add(part, signal), signal),
          complete: signal => guarded(() => growing.complete(signal), signal),
          abandon: () => guarded(growing.abandon),
        };
      }),
    verify: (object, signal) =>
      guarded(
        () => verifyByReading(store, object, async range => hashFileRange(await pathOf(object.key), range, signal)),
        signal,
      ),
    sizeOf: key => guarded(async () => fileSize(await pathOf(key))),
    get: key =>
      guarded(async () => {
        const path = await pathOf(key);
        if ((await fileSize(path)) === undefined) return undefined;
        try {
          return await readFile(path);
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      }),
    list: prefix => translated(walk(root, safePrefix(prefix)), root),
    remove: key =>
      guarded(async () => {
        const path = await pathOf(key);
        if ((await fileSize(path)) !== undefined) await rm(path, { force: true });
      }),
    unfinishedUploads: prefix => translated(listUploads(root, safePrefix(prefix)), root),
    abortUpload: ({ uploadId }) => guarded(() => abortUpload(root, uploadId)),
  };
  return store;
}

/** Objects below a prefix in the order of their keys. Folders that cannot hold one are not opened, links not followed. */
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
    return await lstat(path);
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
