import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import { inParts, PART_BYTES, threeParts } from './object-in-parts.ts';
import { never, type OpenStore } from './open-store.ts';

const KEY = 'targets/orders/backups/one/main.enc';
const DIGITS = Buffer.from('0123456789');

async function readRange(store: ObjectStore, offset: number, sizeBytes: number): Promise<Buffer | undefined> {
  const stream = await store.read(KEY, { offset, sizeBytes }, never);
  return stream === undefined ? undefined : buffer(stream);
}

export function describeReading(open: OpenStore): void {
  describe('read', () => {
    test.each([
      ['all', 0, 10, '0123456789'],
      ['the beginning', 0, 3, '012'],
      ['the middle', 4, 2, '45'],
      ['the last byte', 9, 1, '9'],
      ['no bytes', 5, 0, ''],
    ])('gives %s of an object', async (_, offset, sizeBytes, expected) => {
      const store = open();
      await store.putIfAbsent(KEY, DIGITS);
      expect(await readRange(store, offset, sizeBytes)).toEqual(Buffer.from(expected));
    });

    test('gives a range across the border of two parts', async () => {
      const store = open();
      await store.upload(inParts(KEY, threeParts()), never, () => undefined);
      const found = await readRange(store, PART_BYTES - 2, 5);
      expect(found).toEqual(Buffer.from([1, 1, 2, 2, 2]));
    });

    test('gives several ranges of one object at once', async () => {
      const store = open();
      await store.upload(inParts(KEY, threeParts()), never, () => undefined);
      const offsets = Array.from({ length: 8 }, (_, index) => index * 1_000_000);
      const found = await Promise.all(offsets.map(offset => readRange(store, offset, 1_000_000)));
      expect(
        threeParts()
          .subarray(0, 8_000_000)
          .equals(Buffer.concat(found.map(piece => piece ?? DIGITS))),
      ).toBe(true);
    });

    test.each([
      ['ends inside the range', 8, 3],
      ['ends where the range begins', 10, 1],
      ['ends before the range begins', 20, 5],
    ])('fails where the object %s', async (_, offset, sizeBytes) => {
      const store = open();
      await store.putIfAbsent(KEY, DIGITS);
      await expect(readRange(store, offset, sizeBytes)).rejects.toMatchObject({ kind: 'RepositoryUnreachable' });
    });
  });

  test('sizeOf says how many bytes an object has', async () => {
    const store = open();
    await store.putIfAbsent(KEY, DIGITS);
    expect(await store.sizeOf(KEY)).toBe(10);
  });
}
