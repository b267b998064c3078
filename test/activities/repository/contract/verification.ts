import { describe, expect, test } from 'vitest';
import { inParts, PART_BYTES, threeParts } from './object-in-parts.ts';
import { never, type OpenStore } from './open-store.ts';

const KEY = 'targets/orders/backups/one/main.enc';
const ignore = () => undefined;

/** Three parts with one changed bit. */
function flipped(position: number): Buffer {
  const content = threeParts();
  content.writeUInt8(content.readUInt8(position) ^ 1, position);
  return content;
}

export function describeVerification(open: OpenStore): void {
  describe('verify', () => {
    test('says how it found that an uploaded object is what was sent', async () => {
      const store = open();
      await store.upload(inParts(KEY, threeParts()), never, ignore);
      expect(await store.verify(inParts(KEY, threeParts()), never)).toMatch(/^(read|checksums)$/);
    });

    test.each([
      ['a small object', Buffer.from('small')],
      ['an object without bytes', Buffer.alloc(0)],
    ])('holds %s that was put in one request against its only part', async (_, content) => {
      const store = open();
      await store.putIfAbsent(KEY, content);
      expect(await store.verify(inParts(KEY, content), never)).toMatch(/^(read|checksums)$/);
    });

    test('finds that a small object differs', async () => {
      const store = open();
      await store.putIfAbsent(KEY, Buffer.from('small'));
      await expect(store.verify(inParts(KEY, Buffer.from('smell')), never)).rejects.toMatchObject({
        kind: 'StoredBytesDiffer',
      });
    });

    test.each([
      ['the first byte', 0],
      ['the last byte of the first part', PART_BYTES - 1],
      ['the second part', PART_BYTES + 10],
      ['the last byte', 2 * PART_BYTES + 999],
    ])('finds one changed bit in %s', async (_, position) => {
      const store = open();
      await store.upload(inParts(KEY, flipped(position)), never, ignore);
      await expect(store.verify(inParts(KEY, threeParts()), never)).rejects.toMatchObject({
        kind: 'StoredBytesDiffer',
        message: expect.stringContaining(KEY),
      });
    });

    test.each([
      ['is shorter', threeParts().subarray(0, -1)],
      ['ends at the border of a part', threeParts().subarray(0, 2 * PART_BYTES)],
      ['is longer', Buffer.concat([threeParts(), Buffer.from('x')])],
      ['is empty', Buffer.alloc(0)],
    ])('finds an object that %s', async (_, stored) => {
      const store = open();
      await store.upload(inParts(KEY, stored), never, ignore);
      await expect(store.verify(inParts(KEY, threeParts()), never)).rejects.toMatchObject({
        kind: 'StoredBytesDiffer',
        message: expect.stringContaining(`${stored.length} bytes instead of ${threeParts().length}`),
      });
    });

    test('finds that an object is missing', async () => {
      const store = open();
      await expect(store.verify(inParts(KEY, threeParts()), never)).rejects.toMatchObject({
        kind: 'StoredBytesDiffer',
        message: `${KEY} is not in ${store.description}`,
      });
    });
  });
}
