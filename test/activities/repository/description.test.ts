import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureDescription, readDescription } from '../../../src/activities/repository/description.ts';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { encodeJson } from '../../../src/activities/repository/json-object.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const NOW = new Date('2026-11-21T02:00:00Z');
const VALID = { format: 1, repositoryId: '0b9f2c1e-7d0a-4c4e-9b52-3f1d2a6c8e90', createdAt: NOW.toISOString() };

const emptyStore = () => directoryStore(join(temporaryFolder(), 'repository'));

async function storeWith(stored: Buffer) {
  const store = emptyStore();
  await store.putIfAbsent('firedrill.json', stored);
  return store;
}

test('a place that nobody prepared has no description', async () => {
  expect(await readDescription(emptyStore())).toBeUndefined();
});

test('a description is made once and found from then on', async () => {
  const store = emptyStore();
  const made = await ensureDescription(store, NOW);
  expect(made).toMatchObject({ format: 1, createdAt: '2026-11-21T02:00:00.000Z' });
  expect(await readDescription(store)).toEqual(made);
  expect(await ensureDescription(store, new Date('2027-01-01T00:00:00Z'))).toEqual(made);
});

test('workers that make it at once agree on one', async () => {
  const store = emptyStore();
  const made = await Promise.all(Array.from({ length: 12 }, () => ensureDescription(store, NOW)));
  expect(new Set(made.map(({ repositoryId }) => repositoryId)).size).toBe(1);
  expect(await readDescription(store)).toEqual(made[0]);
});

test('two repositories have ids of their own', async () => {
  const [one, two] = [await ensureDescription(emptyStore(), NOW), await ensureDescription(emptyStore(), NOW)];
  expect(one.repositoryId).not.toBe(two.repositoryId);
});

test('a later format is refused, with the way out', async () => {
  const store = await storeWith(encodeJson({ ...VALID, format: 2 }));
  const refusal = {
    kind: 'RepositoryUnusable',
    message: expect.stringContaining('is of format 2; this Firedrill reads format 1'),
    hint: 'use a newer Firedrill for this repository',
  };
  await expect(readDescription(store)).rejects.toMatchObject(refusal);
  await expect(ensureDescription(store, NOW)).rejects.toMatchObject(refusal);
});

test.each([
  ['of another program', encodeJson({ version: 3 })],
  ['with an id that is none', encodeJson({ ...VALID, repositoryId: 'mine' })],
  ['that is no JSON', Buffer.from('hello')],
  ['without bytes', Buffer.alloc(0)],
])('a file %s is refused and left as it is', async (_, stored) => {
  const store = await storeWith(stored);
  await expect(ensureDescription(store, NOW)).rejects.toMatchObject({
    kind: 'RepositoryUnusable',
    message: expect.stringContaining('not of Firedrill'),
  });
  expect(await store.get('firedrill.json')).toEqual(stored);
});
