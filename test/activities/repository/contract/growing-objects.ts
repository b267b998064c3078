import { describe, expect, test } from 'vitest';
import { inParts, PART_BYTES, threeParts } from './object-in-parts.ts';
import { never, type OpenStore } from './open-store.ts';

const KEY = 'targets/orders/backups/one/main.enc';
const pieces = (content: Buffer) => [
  content.subarray(0, PART_BYTES),
  content.subarray(PART_BYTES, 2 * PART_BYTES),
  content.subarray(2 * PART_BYTES),
];

export function describeGrowingObjects(open: OpenStore): void {
  describe('an object that grows', () => {
    test('appears whole when it is completed, and not before', async () => {
      const store = open();
      const growing = await store.begin(KEY);
      for (const piece of pieces(threeParts())) await growing.add(piece, never);
      expect(await store.sizeOf(KEY)).toBeUndefined();
      expect(await growing.complete(never)).toBe('stored');
      expect(threeParts().equals((await store.get(KEY)) ?? Buffer.alloc(0))).toBe(true);
      expect(await store.verify(inParts(KEY, threeParts()), never)).toMatch(/^(checksums|read)$/);
      expect(await Array.fromAsync(store.unfinishedUploads(''))).toEqual([]);
    });

    test('is an unfinished upload until then, which can be given up', async () => {
      const store = open();
      const growing = await store.begin(KEY);
      await growing.add(Buffer.alloc(PART_BYTES), never);
      expect((await Array.fromAsync(store.unfinishedUploads('targets/'))).map(({ key }) => key)).toEqual([KEY]);
      await growing.abandon();
      await growing.abandon();
      expect(await Array.fromAsync(store.unfinishedUploads(''))).toEqual([]);
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
    });

    test('never takes the place of one that is there', async () => {
      const store = open();
      const growing = await store.begin(KEY);
      await growing.add(Buffer.from('late'), never);
      await store.putIfAbsent(KEY, Buffer.from('of another run'));
      expect(await growing.complete(never)).toBe('exists');
      expect(await store.get(KEY)).toEqual(Buffer.from('of another run'));
      expect(await Array.fromAsync(store.unfinishedUploads(''))).toEqual([]);
    });

    test('is untouched by being given up after it was completed', async () => {
      const store = open();
      const growing = await store.begin(KEY);
      await growing.add(Buffer.from('whole'), never);
      await growing.complete(never);
      await growing.abandon();
      expect(await store.get(KEY)).toEqual(Buffer.from('whole'));
    });

    test('grows beside another one of the same key, which does not disturb it', async () => {
      const store = open();
      const [one, other] = [await store.begin(KEY), await store.begin(KEY)];
      await one.add(Buffer.from('one'), never);
      await other.add(Buffer.from('other'), never);
      await other.abandon();
      await one.complete(never);
      expect(await store.get(KEY)).toEqual(Buffer.from('one'));
    });

    test('leaves no object where the signal aborts', async () => {
      const store = open();
      const stop = new AbortController();
      const growing = await store.begin(KEY);
      await growing.add(Buffer.from('one'), stop.signal);
      stop.abort(new Error('the run was cancelled'));
      await expect(growing.add(Buffer.from('two'), stop.signal)).rejects.toThrow('the run was cancelled');
      await expect(growing.complete(stop.signal)).rejects.toThrow('the run was cancelled');
      await growing.abandon();
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
    });
  });
}
