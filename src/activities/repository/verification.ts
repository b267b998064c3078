import { createHash } from 'node:crypto';
import { Failure } from '../../domain/failures.ts';
import { inLanes } from './concurrency.ts';
import type { ObjectStore } from './object-store.ts';

const LANES = 2;

/** What to do where a store does not hold what it was sent. */
export const STORE_HINT = 'the store loses or changes what it takes: look into its health and its log';

/** Reads an object back, part by part, with `hash`, and compares size and SHA-256 of each. Throws StoredBytesDiffer. */
export async function verifyByReading(
  store: Pick<ObjectStore, 'sizeOf' | 'description'>,
  object: Parameters<ObjectStore['verify']>[0],
  hash: (range: Range) => Promise<Hashed>,
): Promise<'read'> {
  await verifySize(store, object);
  await inLanes(object.parts, LANES, async (part, index) => {
    const range = { offset: index * object.partSizeBytes, sizeBytes: part.sizeBytes };
    const found = await hash(range);
    if (found.sizeBytes !== part.sizeBytes || found.sha256 !== part.sha256) {
      throw new Failure(
        'StoredBytesDiffer',
        `part ${index + 1} of ${object.key} in ${store.description} is not what was sent`,
        { hint: STORE_HINT },
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
  if (sizeBytes === undefined)
    throw new Failure('StoredBytesDiffer', `${object.key} is not in ${store.description}`, { hint: STORE_HINT });
  if (sizeBytes !== object.sizeBytes) {
    const sizes = `${sizeBytes} bytes instead of ${object.sizeBytes}`;
    throw new Failure('StoredBytesDiffer', `${object.key} in ${store.description} has ${sizes}`, { hint: STORE_HINT });
  }
}

interface Range {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** How many bytes of a range there are, and their SHA-256. */
interface Hashed {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Hashes a range of an object as it streams in; of an object that is not there, nothing. */
export async function hashStream(
  store: Pick<ObjectStore, 'read'>,
  key: string,
  range: Range,
  signal: AbortSignal,
): Promise<Hashed> {
  const stream = await store.read(key, range, signal);
  if (stream === undefined) return { sizeBytes: 0, sha256: '' };
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
