import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { type ArtifactSource, artifactName } from '../../../src/activities/spool/artifact.ts';
import { streamArtifact } from '../../../src/activities/stream/streamed-artifact.ts';
import { teeTo } from '../../../src/activities/stream/tee.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { decrypt, KEY } from '../keys/message.ts';

const CONTEXT = {
  repository: '0b9f2c1e-7d0a-4c4e-9b52-3f1d2a6c8e90',
  target: 'orders',
  backup: '20261121T020000Z-logical-89abcdef',
};
const AT = { key: 'targets/orders/main', object: 'main' };
const PART_BYTES = 5 * 1_048_576;
const never = new AbortController().signal;

function printed(script: string): ArtifactSource {
  const place = { name: artifactName('main'), role: 'archive', restoreOrder: 1, form: 'pgdump' } as const;
  return { ...place, programs: [{ file: 'sh', args: ['-ec', script] }] };
}

function stream(script: string, signal = never) {
  const store = directoryStore(join(temporaryFolder(), 'repository'));
  const tee = teeTo([{ name: 'here', store }], false);
  const artifact = streamArtifact({ tee, ...AT }, printed(script), { key: KEY, context: CONTEXT }, PART_BYTES, signal);
  return { store, artifact };
}

test('is one object that opens to what was printed, and is described as it is stored', async () => {
  const { store, artifact } = stream('seq 2000000');
  const { sizeBytes, sha256, parts, object } = await artifact;
  const stored = (await store.get(AT.key)) ?? Buffer.alloc(0);
  expect(object).toBe(AT.object);
  expect(sizeBytes).toBe(stored.length);
  expect(sha256).toBe(createHash('sha256').update(stored).digest('hex'));
  expect(parts).toHaveLength(Math.ceil(stored.length / PART_BYTES));
  const { content, failure } = await decrypt(stored, KEY, { ...CONTEXT, artifact: 'main' });
  expect(failure).toBeUndefined();
  expect(content.subarray(-16).toString()).toBe('1999999\n2000000\n');
});

test.each([
  ['a program that fails after its last byte', 'seq 2000000; exit 3'],
  ['a program that is ended from outside', 'seq 2000000; kill -9 $$'],
])('%s leaves neither an object nor an upload', async (_, script) => {
  const { store, artifact } = stream(script);
  await expect(artifact).rejects.toThrow();
  expect(await Array.fromAsync(store.list(''))).toEqual([]);
  expect(await Array.fromAsync(store.unfinishedUploads(''))).toEqual([]);
});

test('an abort leaves neither an object nor an upload', async () => {
  const stop = new AbortController();
  const { store, artifact } = stream('seq 2000000; exec tail -f /dev/null', stop.signal);
  setTimeout(() => stop.abort(new Error('cancelled')), 300);
  await expect(artifact).rejects.toThrow('cancelled');
  expect(await Array.fromAsync(store.list(''))).toEqual([]);
  expect(await Array.fromAsync(store.unfinishedUploads(''))).toEqual([]);
});
