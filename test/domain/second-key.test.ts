import { expect, test } from 'vitest';
import { lackOfSecondKey } from '../../src/domain/second-key.ts';

const local = { by: 'local' } as const;
const offline = { by: 'offline-rsa' } as const;
const good = { state: 'good', path: '/mnt/key' } as const;
const bad = { state: 'bad', path: '/mnt/key', why: 'is another key' } as const;

test.each([
  ['the key file alone', { wrappings: [local] }, 'the key file alone opens the backups'],
  [
    'a copy that is no good',
    { wrappings: [local], copy: bad },
    'the key file alone opens the backups: /mnt/key is another key',
  ],
  ['an offline key', { wrappings: [local, offline] }, undefined],
  ['a checked copy', { wrappings: [local], copy: good }, undefined],
  ['an offline key beside a bad copy', { wrappings: [local, offline], copy: bad }, undefined],
])('M3: with %s, says what lacks', (_, facts, lack) => {
  expect(lackOfSecondKey(facts)).toBe(lack);
});
