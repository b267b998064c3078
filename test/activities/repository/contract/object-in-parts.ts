import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ObjectInParts } from '../../../../src/activities/repository/object-store.ts';

/** The smallest part that S3 takes, but for the last. */
export const PART_BYTES = 5 * 1_048_576;

/** Content of three parts, the last of them short. `variant` makes other content of the same size. */
export function threeParts(variant = 0): Buffer {
  return Buffer.concat([
    Buffer.alloc(PART_BYTES, variant + 1),
    Buffer.alloc(PART_BYTES, variant + 2),
    Buffer.alloc(1_000, variant + 3),
  ]);
}

/** Content as an object in parts. */
export function inParts(key: string, content: Buffer, partSizeBytes = PART_BYTES): ObjectInParts {
  const count = Math.max(1, Math.ceil(content.length / partSizeBytes));
  const parts = Array.from({ length: count }, (_, index) => {
    const bytes = content.subarray(index * partSizeBytes, (index + 1) * partSizeBytes);
    return { sizeBytes: bytes.length, sha256: sha256(bytes), open: () => Readable.from(chunks(bytes)) };
  });
  return { key, sizeBytes: content.length, partSizeBytes, parts };
}

/** The object with another way of opening part `index`. */
export function withSource(object: ObjectInParts, index: number, open: () => Readable): ObjectInParts {
  return { ...object, parts: object.parts.map((part, at) => (at === index ? { ...part, open } : part)) };
}

/** The object, and the indexes of the parts that were opened, in the order in which they were. */
export function watched(object: ObjectInParts): { readonly object: ObjectInParts; readonly opened: readonly number[] } {
  const opened: number[] = [];
  const parts = object.parts.map((part, index) => ({
    ...part,
    open: () => {
      opened.push(index);
      return part.open();
    },
  }));
  return { object: { ...object, parts }, opened };
}

/** A source that gives some bytes and then fails. */
export function failingSource(): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.alloc(1_000);
      throw new Error('the disk of the spool failed');
    })(),
  );
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function* chunks(bytes: Buffer): Iterable<Buffer> {
  for (let start = 0; start < bytes.length; start += 262_144) yield bytes.subarray(start, start + 262_144);
}
