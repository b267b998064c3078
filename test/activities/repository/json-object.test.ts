import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeJson, encodeJson } from '../../../src/activities/repository/json-object.ts';

const shape = z.object({ name: z.string() });

test('is stored so that a person can read it', () => {
  expect(encodeJson({ name: 'Zoë' }).toString('utf8')).toBe('{\n  "name": "Zoë"\n}\n');
});

test('reads back', () => {
  expect(decodeJson(encodeJson({ name: 'Zoë' }), shape)).toEqual({ name: 'Zoë' });
});

test.each([
  ['of another shape', Buffer.from('{"name":1}')],
  ['cut', Buffer.from('{"name":"Zo')],
  ['followed by something', Buffer.from('{"name":"Zoe"} {}')],
  ['empty', Buffer.alloc(0)],
  ['not text', Buffer.from([0xff, 0x00])],
])('is undefined where it is %s', (_, bytes) => {
  expect(decodeJson(bytes, shape)).toBeUndefined();
});
