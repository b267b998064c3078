import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inLanes } from '../concurrency.ts';
import type { ObjectInParts, ObjectStore, UnfinishedUpload } from '../object-store.ts';
import { linkIfAbsent, makeFolder, syncFolder, writeDurably } from './durable-files.ts';
import { isMissing } from './failures.ts';
import { refuseLinks } from './links.ts';

/** Below the repository's folder; a name that begins with a dot is never part of a key. */
export const UPLOADS = '.uploads';
const LANES = 4;

/**
 * Writes the parts at their offsets into one file, marks each after it was flushed, and links the whole to its final name.
 * The folder of an upload is named after key and content, so that another attempt of the same content goes on with it and
 * an attempt with other content does not. A file on the repository's own file system gets a second name instead, without a copy.
 */
export async function uploadInParts(
  root: string,
  final: string,
  object: ObjectInParts,
  signal: AbortSignal,
  sent: Parameters<ObjectStore['upload']>[2],
): Promise<'stored' | 'exists'> {
  if ((await fileSize(final)) === object.sizeBytes) {
    // Whoever gave it its name may have died before that was flushed.
    await syncFolder(dirname(final));
    return 'exists';
  }
  signal.throwIfAborted();
  if (object.file !== undefined && (await takeFile(object.file, final))) {
    for (const [index, { sizeBytes }] of object.parts.entries()) sent({ index, sizeBytes, reused: false });
    return 'stored';
  }
  const folder = await openUpload(root, uploadId(object), object.key);
  const data = join(folder, 'data');
  await (await open(data, 'a', 0o600)).close();
  const present = new Set(await readdir(folder));
  await inLanes(object.parts, LANES, async (part, index) => {
    signal.throwIfAborted();
    const marker = `part-${index}-${part.sha256}`;
    if (!present.has(marker)) {
      const sink = createWriteStream(data, { flags: 'r+', start: index * object.partSizeBytes, flush: true });
      await pipeline(part.open(), sink, { signal });
      await writeFile(join(folder, marker), '', { mode: 0o600 });
    }
    sent({ index, sizeBytes: part.sizeBytes, reused: present.has(marker) });
  });
  signal.throwIfAborted();
  await makeFolder(dirname(final));
  const outcome = await linkIfAbsent(data, final);
  await syncFolder(dirname(final));
  await rm(folder, { recursive: true, force: true });
  return outcome;
}

/** Why a file cannot get a name in another folder: another file system, one without hard links, or the most links it bears. */
const NOT_LINKABLE = ['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOENT'];

/** Gives a finished file its name in the repository, where both lie on one file system. Returns whether that was possible. */
async function takeFile(file: string, final: string): Promise<boolean> {
  await makeFolder(dirname(final));
  try {
    if ((await linkIfAbsent(file, final)) === 'exists') return false;
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_LINKABLE.includes(String(error.code))) return false;
    throw error;
  }
  await syncFolder(dirname(final));
  return true;
}

/** Writes a small object by an upload of its own, so that what a killed writer leaves is found and swept like any other. */
export async function putWhole(
  root: string,
  object: { readonly key: string; readonly final: string; readonly body: Uint8Array },
  onlyNew: boolean,
): Promise<'stored' | 'exists'> {
  const folder = await openUpload(root, randomBytes(16).toString('hex'), object.key);
  try {
    return await writeDurably(object.final, object.body, onlyNew, join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes the folder of an upload, or finds it, and notes in it whose it is. */
export async function openUpload(root: string, uploadId: string, key: string): Promise<string> {
  await refuseLinks(root, `${UPLOADS}/${uploadId}/data`);
  const folder = join(root, UPLOADS, uploadId);
  await makeFolder(folder);
  try {
    await writeFile(join(folder, 'key'), key, { mode: 0o600 });
  } catch (error) {
    // Nobody would know whose it is.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** The size of a file, or undefined where there is none; a folder is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    const facts = await stat(path);
    return facts.isFile() ? facts.size : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function uploadId(object: ObjectInParts): string {
  const hash = createHash('sha256').update(object.key);
  for (const part of object.parts) hash.update(part.sha256);
  return hash.digest('hex').slice(0, 32);
}

/** Uploads that never became objects, with the time of their last change. */
export async function* listUploads(root: string, prefix: string): AsyncIterable<UnfinishedUpload> {
  for (const uploadId of await namesIn(join(root, UPLOADS))) {
    const folder = join(root, UPLOADS, uploadId);
    try {
      const { mtime } = await stat(folder);
      const key = await keyOf(folder);
      if (key.startsWith(prefix)) yield { key, uploadId, modifiedAt: mtime };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** The key that an upload is of; none where its writer was killed before it could say so, which is swept by age. */
async function keyOf(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'key'), 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

export async function abortUpload(root: string, uploadId: string): Promise<void> {
  if (/^[0-9a-f]{32}$/.test(uploadId)) await rm(join(root, UPLOADS, uploadId), { recursive: true, force: true });
}

/** The names in a folder, sorted; none where there is no folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
