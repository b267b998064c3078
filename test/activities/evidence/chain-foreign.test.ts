import { expect, test } from 'vitest';
import { appendRecord, readLastLink } from '../../../src/activities/evidence/chain.ts';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { chainKey, parseChainKey } from '../../../src/activities/repository/layout.ts';
import type { ObjectStore } from '../../../src/activities/repository/object-store.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const [FIRST, SECOND] = [
  '20261121T030000Z-restore-test-orders-00000001',
  '20261122T030000Z-restore-test-orders-00000002',
];

const append = (store: ObjectStore, runId: string) =>
  appendRecord(store, runId, place => ({ json: JSON.stringify(place), html: '', markdown: '' }));

test.each(['zzz.json', 'index.html', '000000007.json.bak', '7.json', '000000000.json', 'old/000000007.json'])(
  'evidence goes on past %s, which is no link by its name',
  async name => {
    const store = directoryStore(temporaryFolder());
    await append(store, FIRST);
    await store.replace(`evidence/chain/${name}`, Buffer.from('not ours'));
    expect(await append(store, SECOND)).toMatchObject({ sequence: 2 });
    expect(await readLastLink(store)).toMatchObject({ sequence: 2, runId: SECOND });
  },
);

test('a foreign object alone is no chain', async () => {
  const store = directoryStore(temporaryFolder());
  await store.replace('evidence/chain/README.md', Buffer.from('not ours'));
  expect(await readLastLink(store)).toBeUndefined();
  expect(await append(store, FIRST)).toMatchObject({ sequence: 1 });
});

test('refuses to go on behind the copy of an earlier link, where no place would ever be free', async () => {
  const store = directoryStore(temporaryFolder());
  await append(store, FIRST);
  await store.replace(chainKey(9), (await store.get(chainKey(1))) ?? Buffer.alloc(0));
  await expect(append(store, SECOND)).rejects.toMatchObject({ kind: 'RepositoryUnusable' });
});

test.each([1, 42, 999_999_999, 1_000_000_000])('reads the place %i out of its key', sequence => {
  expect(parseChainKey(chainKey(sequence))).toBe(sequence);
});
