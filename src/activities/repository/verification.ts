import { createHash } from 'node:crypto';
import { Failure } from '../../domain/failures.ts';
import { inLanes } from './concurrency.ts';
import type { ObjectStore } from './object-store.ts';

const LANES = 2;

/** Reads an object back, part by part, and compares size and SHA-256 of each. Throws StoredBytesDiffer. */
export async function verifyByReading(
  store: Pick<ObjectStore, 'read' | 'sizeOf' | 'description'>,
  object: Parameters<ObjectStore['verify']>[0],
  signal: AbortSignal,
): Promise<'read'> {
  await verifySize(store, object);
  await inLanes(object.parts, LANES, async (part, index) => {
    const range = { offset: index * object.partSizeBytes, sizeBytes: part.sizeBytes };
    const found = await hashRange(store, object.key, range, signal);
    if (found?.sizeBytes !== part.sizeBytes || found.sha256 !== part.sha256) {
      throw new Failure(
        'StoredBytesDiffer',
        `part ${index + 1} of ${object.key} in ${store.description} is not what was sent`,
      );
    }
  });
  return 'read';
}

/** Throws StoredBytesDiffer where an object is missing, shorter or longer than what was sent. */
export async function verifySize(
  store: Pick<ObjectStore, 'sizeOf' | 'description'>,
  object: { readonly key: string; readonly sizeBytes: number },
): Promise<void> {
  const sizeBytes = await store.sizeOf(object.key);
  if (sizeBytes === undefined) throw new Failure('StoredBytesDiffer', `${object.key} is not in ${store.description}`);
  if (sizeBytes !== object.sizeBytes) {
    const sizes = `${sizeBytes} bytes instead of ${object.sizeBytes}`;
    throw new Failure('StoredBytesDiffer', `${object.key} in ${store.description} has ${sizes}`);
  }
}

async function hashRange(
  store: Pick<ObjectStore, 'read'>,
  key: string,
  range: { readonly offset: number; readonly sizeBytes: number },
  signal: AbortSignal,
): Promise<{ sizeBytes: number; sha256: string } | undefined> {
  const stream = await store.read(key, range, signal);
  if (stream === undefined) return undefined;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
