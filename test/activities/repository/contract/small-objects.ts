import { describe, expect, test } from 'vitest';
import type { OpenStore } from './open-store.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

export function describeSmallObjects(open: OpenStore): void {
  describe('putIfAbsent', () => {
    test('stores the bytes under the key', async () => {
      const store = open();
      expect(await store.putIfAbsent('keys/one.json', bytes('one'))).toBe('stored');
      expect(await store.get('keys/one.json')).toEqual(bytes('one'));
    });

    test('changes nothing where an object lies', async () => {
      const store = open();
      await store.putIfAbsent('keys/one.json', bytes('one'));
      expect(await store.putIfAbsent('keys/one.json', bytes('another'))).toBe('exists');
      expect(await store.get('keys/one.json')).toEqual(bytes('one'));
    });

    test('lets exactly one of many writers win, and keeps what that one wrote', async () => {
      const store = open();
      const writers = Array.from({ length: 24 }, (_, index) => bytes(`writer ${index}`.repeat(1_000)));
      const outcomes = await Promise.all(writers.map(body => store.putIfAbsent('firedrill.json', body)));
      expect(outcomes.filter(outcome => outcome === 'stored')).toHaveLength(1);
      expect(outcomes.filter(outcome => outcome === 'exists')).toHaveLength(23);
      expect(await store.get('firedrill.json')).toEqual(writers[outcomes.indexOf('stored')]);
    });

    test('stores an object without bytes', async () => {
      const store = open();
      expect(await store.putIfAbsent('empty', Buffer.alloc(0))).toBe('stored');
      expect(await store.get('empty')).toEqual(Buffer.alloc(0));
      expect(await store.putIfAbsent('empty', bytes('no longer'))).toBe('exists');
    });
  });

  describe('replace', () => {
    test('stores where nothing lies', async () => {
      const store = open();
      await store.replace('keys/one.json', bytes('one'));
      expect(await store.get('keys/one.json')).toEqual(bytes('one'));
    });

    test('takes the place of what lies there, also where it is shorter', async () => {
      const store = open();
      await store.replace('keys/one.json', bytes('the first of two'));
      await store.replace('keys/one.json', bytes('second'));
      expect(await store.get('keys/one.json')).toEqual(bytes('second'));
      expect(await store.sizeOf('keys/one.json')).toBe(6);
    });

    test('shows readers the old bytes or the new ones, never a mixture', async () => {
      const store = open();
      const versions = ['a', 'b'].map(letter => bytes(letter.repeat(300_000)));
      await store.replace('keys/one.json', Buffer.from(versions[0] ?? ''));
      let writing = true;
      const write = async () => {
        for (let round = 0; round < 20; round += 1) {
          for (const version of versions) await store.replace('keys/one.json', version);
        }
        writing = false;
      };
      const read = async () => {
        while (writing) {
          const found = await store.get('keys/one.json');
          expect(versions.some(version => found !== undefined && version.equals(found))).toBe(true);
        }
      };
      await Promise.all([write(), read(), read()]);
    });
  });

  describe('remove', () => {
    test('removes one object and no other', async () => {
      const store = open();
      await store.putIfAbsent('a/one', bytes('1'));
      await store.putIfAbsent('a/one-more', bytes('2'));
      await store.remove('a/one');
      expect(await store.get('a/one')).toBeUndefined();
      expect(await store.get('a/one-more')).toEqual(bytes('2'));
    });

    test('frees the key for another object', async () => {
      const store = open();
      await store.putIfAbsent('a/one', bytes('1'));
      await store.remove('a/one');
      expect(await store.putIfAbsent('a/one', bytes('again'))).toBe('stored');
    });
  });
}
