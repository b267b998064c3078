import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { inParts, threeParts, watched } from './object-in-parts.ts';
import { never, type OpenStore } from './open-store.ts';

const KEY = 'targets/orders/backups/one/main.enc';
const REASON = new Error('the run was cancelled');
const ignore = () => undefined;

export function describeSignals(open: OpenStore): void {
  describe('a signal that aborts', () => {
    test('ends an upload in the middle with its reason and leaves no object', async () => {
      const store = open();
      const stop = new AbortController();
      const upload = store.upload(inParts(KEY, threeParts()), stop.signal, () => stop.abort(REASON));
      await expect(upload).rejects.toBe(REASON);
      expect(await store.sizeOf(KEY)).toBeUndefined();
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
    });

    test('lets a later upload do what is left to do', async () => {
      const store = open();
      const stop = new AbortController();
      const upload = store.upload(inParts(KEY, threeParts()), stop.signal, () => stop.abort(REASON));
      await expect(upload).rejects.toBe(REASON);
      expect(await store.upload(inParts(KEY, threeParts()), never, ignore)).toBe('stored');
      expect(await store.verify(inParts(KEY, threeParts()), never)).toMatch(/^(read|checksums)$/);
    });

    test('that comes with the last part keeps the object from appearing', async () => {
      const store = open();
      const stop = new AbortController();
      let arrived = 0;
      const upload = store.upload(inParts(KEY, threeParts()), stop.signal, () => {
        arrived += 1;
        if (arrived === 3) stop.abort(REASON);
      });
      await expect(upload).rejects.toBe(REASON);
      expect(await store.sizeOf(KEY)).toBeUndefined();
    });

    test('that came before keeps an upload from opening any part', async () => {
      const store = open();
      const { object, opened } = watched(inParts(KEY, threeParts()));
      await expect(store.upload(object, AbortSignal.abort(REASON), ignore)).rejects.toBe(REASON);
      expect(opened).toEqual([]);
      expect(await store.sizeOf(KEY)).toBeUndefined();
    });

    test('ends a verification with its reason', async () => {
      const store = open();
      await store.upload(inParts(KEY, threeParts()), never, ignore);
      const verification = store.verify(inParts(KEY, threeParts()), AbortSignal.abort(REASON));
      await expect(verification).rejects.toBe(REASON);
    });

    test('that came before ends a read with its reason', async () => {
      const store = open();
      await store.putIfAbsent(KEY, Buffer.from('content'));
      const reading = store.read(KEY, { offset: 0, sizeBytes: 7 }, AbortSignal.abort(REASON));
      await expect(reading).rejects.toBe(REASON);
    });

    test('ends a stream in the middle with its reason', async () => {
      const store = open();
      await store.upload(inParts(KEY, threeParts()), never, ignore);
      const stop = new AbortController();
      const stream = await store.read(KEY, { offset: 0, sizeBytes: threeParts().length }, stop.signal);
      expect(stream).toBeDefined();
      if (stream === undefined) return;
      stream.once('data', () => stop.abort(REASON));
      await expect(text(stream)).rejects.toBe(REASON);
    });
  });
}
