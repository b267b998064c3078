import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { failingSource, inParts, PART_BYTES, threeParts, watched, withSource } from './object-in-parts.ts';
import { never, type OpenStore } from './open-store.ts';

const KEY = 'targets/orders/backups/one/main.enc';
const ignore = () => undefined;

export function describeUploads(open: OpenStore): void {
  describe('upload', () => {
    test.each([
      ['three parts', threeParts()],
      ['parts of one size', threeParts().subarray(0, 2 * PART_BYTES)],
      ['one short part', Buffer.from('short')],
    ])('stores an object of %s', async (_, content) => {
      const store = open();
      expect(await store.upload(inParts(KEY, content), never, ignore)).toBe('stored');
      expect(content.equals((await store.get(KEY)) ?? Buffer.alloc(0))).toBe(true);
    });

    test('stores an object without bytes', async () => {
      const store = open();
      expect(await store.upload(inParts(KEY, Buffer.alloc(0)), never, ignore)).toBe('stored');
      expect(await store.sizeOf(KEY)).toBe(0);
    });

    test('sends several parts at once', async () => {
      const store = open();
      const object = inParts(KEY, threeParts());
      let underWay = 0;
      let most = 0;
      const parts = object.parts.map(part => ({
        ...part,
        open: () => {
          underWay += 1;
          most = Math.max(most, underWay);
          return part.open().once('close', () => {
            underWay -= 1;
          });
        },
      }));
      await store.upload({ ...object, parts }, never, ignore);
      expect(most).toBeGreaterThan(1);
    });

    test('tells of every part as it arrives', async () => {
      const sent = vi.fn();
      await open().upload(inParts(KEY, threeParts()), never, sent);
      const told = sent.mock.calls.map(([part]) => part).toSorted((a, b) => a.index - b.index);
      expect(told).toEqual([
        { index: 0, sizeBytes: PART_BYTES, reused: false },
        { index: 1, sizeBytes: PART_BYTES, reused: false },
        { index: 2, sizeBytes: 1_000, reused: false },
      ]);
    });

    test('shows nothing under the key until all parts have arrived', async () => {
      const store = open();
      const seen: unknown[] = [];
      const object = inParts(KEY, threeParts());
      const parts = object.parts.map(part => ({
        ...part,
        open: () => {
          const look = async function* () {
            seen.push(
              await store.sizeOf(KEY),
              await store.get(KEY),
              ...(await Array.fromAsync(store.list('targets/'))),
            );
            yield* part.open();
          };
          return Readable.from(look());
        },
      }));
      await store.upload({ ...object, parts }, never, ignore);
      expect(seen).toEqual(Array.from({ length: 6 }, () => undefined));
    });

    test('sends nothing where the key has an object of that size', async () => {
      const store = open();
      await store.upload(inParts(KEY, threeParts()), never, ignore);
      const { object, opened } = watched(inParts(KEY, threeParts()));
      expect(await store.upload(object, never, ignore)).toBe('exists');
      expect(opened).toEqual([]);
    });

    test('leaves an object of another size under the key as it is', async () => {
      const store = open();
      await store.putIfAbsent(KEY, Buffer.from('of another run'));
      expect(await store.upload(inParts(KEY, threeParts()), never, ignore)).toBe('exists');
      expect(await store.get(KEY)).toEqual(Buffer.from('of another run'));
      expect(await Array.fromAsync(store.unfinishedUploads('targets/'))).toEqual([]);
    });

    test('fails where a source fails, and leaves no object', async () => {
      const store = open();
      const broken = withSource(inParts(KEY, threeParts()), 1, failingSource);
      await expect(store.upload(broken, never, ignore)).rejects.toThrow();
      expect(await store.sizeOf(KEY)).toBeUndefined();
    });

    test('goes on with an earlier upload, sending only what is missing', async () => {
      const store = open();
      const broken = withSource(inParts(KEY, threeParts()), 1, failingSource);
      await expect(store.upload(broken, never, ignore)).rejects.toThrow();
      const { object, opened } = watched(inParts(KEY, threeParts()));
      const sent = vi.fn();
      expect(await store.upload(object, never, sent)).toBe('stored');
      expect(opened).toEqual([1]);
      expect(sent.mock.calls.map(([part]) => [part.index, part.reused]).toSorted()).toEqual([
        [0, true],
        [1, false],
        [2, true],
      ]);
      expect(threeParts().equals((await store.get(KEY)) ?? Buffer.alloc(0))).toBe(true);
    });

    test('takes no part of an earlier upload of other content', async () => {
      const store = open();
      const broken = withSource(inParts(KEY, threeParts()), 1, failingSource);
      await expect(store.upload(broken, never, ignore)).rejects.toThrow();
      const { object, opened } = watched(inParts(KEY, threeParts(7)));
      await store.upload(object, never, ignore);
      expect(opened.toSorted()).toEqual([0, 1, 2]);
      expect(threeParts(7).equals((await store.get(KEY)) ?? Buffer.alloc(0))).toBe(true);
    });

    test('of the same content by several at once ends in one whole object', async () => {
      const store = open();
      const attempt = () => store.upload(inParts(KEY, threeParts()), never, ignore);
      await Promise.allSettled([attempt(), attempt(), attempt()]);
      expect(await attempt()).toBe('exists');
      expect(threeParts().equals((await store.get(KEY)) ?? Buffer.alloc(0))).toBe(true);
    });
  });
}
