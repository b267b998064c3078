import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { teeTo } from '../../../src/activities/stream/tee.ts';
import { Failure } from '../../../src/domain/failures.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const never = new AbortController().signal;
const KEY = 'targets/orders/main';

/** Two repositories; one can be made unusable. */
function twoStores(apart: boolean) {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const [one, two] = ['one', 'two'].map(name => ({ name, store: directoryStore(at(name)) }));
  if (one === undefined || two === undefined) throw new TypeError('there are two');
  const spoil = (name: string) => {
    rmSync(at(name), { recursive: true, force: true });
    writeFileSync(at(name), '');
  };
  return { one: one.store, two: two.store, tee: teeTo([one, two], apart), spoil };
}

test('gives every repository the same object', async () => {
  const { one, two, tee } = twoStores(true);
  const growing = await tee.begin(KEY, never);
  await growing.add(Buffer.from('same'), never);
  await growing.complete(never);
  for (const store of [one, two]) expect(await store.get(KEY)).toEqual(Buffer.from('same'));
  expect(tee.holding()).toEqual(['one', 'two']);
  expect(tee.lacking()).toEqual([]);
});

test('leaves one behind that fails, for this object and all later ones', async () => {
  const { one, tee, spoil } = twoStores(true);
  const first = await tee.begin(KEY, never);
  spoil('two');
  await first.add(Buffer.from('a'), never);
  await first.complete(never);
  const second = await tee.begin('targets/orders/globals', never);
  await second.complete(never);
  expect(tee.holding()).toEqual(['one']);
  expect(tee.lacking()).toMatchObject([{ repository: 'two', failure: { kind: 'RepositoryUnusable' } }]);
  expect(await one.get(KEY)).toEqual(Buffer.from('a'));
});

test.each([
  ['where repositories do not go apart', false, ['two']],
  ['where none is left', true, ['two', 'one']],
])('fails with a repository %s', async (_, apart, spoiled) => {
  const { tee, spoil } = twoStores(apart);
  for (const name of spoiled) spoil(name);
  await expect(tee.begin(KEY, never)).rejects.toMatchObject({ kind: 'RepositoryUnusable' });
  await tee.withdraw();
});

test('what was stored goes away again, whether it was completed or not', async () => {
  const { one, two, tee } = twoStores(true);
  const first = await tee.begin(KEY, never);
  await first.complete(never);
  await (await tee.begin('targets/orders/globals', never)).add(Buffer.from('a'), never);
  await tee.withdraw();
  for (const store of [one, two]) {
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
    expect(await Array.fromAsync(store.unfinishedUploads(''))).toEqual([]);
  }
});

test('an abort is no fault of a repository', async () => {
  const { tee } = twoStores(true);
  const stop = new AbortController();
  const growing = await tee.begin(KEY, stop.signal);
  stop.abort(new Failure('DumpFailed', 'pg_dump exited with 1'));
  await expect(growing.add(Buffer.from('a'), stop.signal)).rejects.toThrow('pg_dump');
  expect(tee.lacking()).toEqual([]);
  await growing.abandon();
});

test('what one that fails was getting is given up at once', async () => {
  const { two, tee } = twoStores(true);
  const main = await tee.begin(KEY, never);
  const globals = await tee.begin('targets/orders/globals', never);
  await two.putIfAbsent('targets/orders/blocked', Buffer.from('a file where a folder is wanted'));
  await main.add(Buffer.from('a'), never);
  const blocked = await tee.begin('targets/orders/blocked/main', never);
  await blocked.complete(never);
  expect(tee.holding()).toEqual(['one']);
  expect(await Array.fromAsync(two.unfinishedUploads(''))).toEqual([]);
  for (const growing of [main, globals]) await growing.complete(never);
});
