import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { appendRecord, type RenderRecord, readLastLink } from '../../../src/activities/evidence/chain.ts';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { chainKey, evidenceKey } from '../../../src/activities/repository/layout.ts';
import type { ObjectStore } from '../../../src/activities/repository/object-store.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const RUNS = [1, 2, 3].map(day => `2026112${day}T030000Z-restore-test-orders-0000000${day}`);
const [FIRST = '', SECOND = '', THIRD = ''] = RUNS;

const renderAs =
  (words: string): RenderRecord =>
  place => ({ json: JSON.stringify({ ...place, words }), html: `<p>${words}`, markdown: words });

async function append(store: ObjectStore, ...runIds: readonly string[]) {
  for (const runId of runIds) await appendRecord(store, runId, renderAs('passed'));
}

interface StoredRecord {
  readonly sequence: number;
  readonly previous: { readonly runId: string; readonly sha256: string } | null;
  readonly words: string;
}

async function readRecord(store: ObjectStore, runId: string): Promise<StoredRecord> {
  return JSON.parse(String(await store.get(evidenceKey(runId, 'json'))));
}

/** The records whose stored bytes are not those that the next record names. */
async function brokenLinks(store: ObjectStore, runIds: readonly string[]): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const runId of runIds.slice(1)) {
    const { previous } = await readRecord(store, runId);
    const stored = previous === null ? undefined : await store.get(evidenceKey(previous.runId, 'json'));
    const sha256 = createHash('sha256')
      .update(stored ?? '')
      .digest('hex');
    if (sha256 !== previous?.sha256) broken.push(previous?.runId ?? 'none');
  }
  return broken;
}

test('the first record has none before it', async () => {
  const store = directoryStore(temporaryFolder());
  expect(await readLastLink(store)).toBeUndefined();
  await append(store, FIRST);
  expect(await readRecord(store, FIRST)).toMatchObject({ sequence: 1, previous: null });
});

test('every record names the one before it and the hash of its stored bytes', async () => {
  const store = directoryStore(temporaryFolder());
  await append(store, ...RUNS);
  expect(await readRecord(store, THIRD)).toMatchObject({ sequence: 3, previous: { runId: SECOND } });
  expect(await brokenLinks(store, RUNS)).toEqual([]);
});

test.each([
  ['a word', (json: string) => json.replace('passed', 'failed')],
  ['a blank', (json: string) => `${json} `],
])('editing %s in an earlier record breaks the chain there', async (_, edit) => {
  const store = directoryStore(temporaryFolder());
  await append(store, ...RUNS);
  const key = evidenceKey(FIRST, 'json');
  await store.replace(key, Buffer.from(edit(String(await store.get(key)))));
  expect(await brokenLinks(store, RUNS)).toEqual([FIRST]);
});

test('removing an earlier record breaks the chain there', async () => {
  const store = directoryStore(temporaryFolder());
  await append(store, ...RUNS);
  await store.remove(evidenceKey(FIRST, 'json'));
  expect(await brokenLinks(store, RUNS)).toEqual([FIRST]);
});

test('a link holds the place, the run and the hash of its record', async () => {
  const store = directoryStore(temporaryFolder());
  await append(store, FIRST, SECOND);
  const record = await store.get(evidenceKey(SECOND, 'json'));
  expect(await readLastLink(store)).toEqual({
    sequence: 2,
    runId: SECOND,
    sha256: createHash('sha256')
      .update(record ?? '')
      .digest('hex'),
  });
});

test('a run that comes again finds its own place and changes nothing', async () => {
  const store = directoryStore(temporaryFolder());
  await append(store, FIRST, SECOND);
  const link = await appendRecord(store, FIRST, renderAs('another story'));
  expect(link).toMatchObject({ sequence: 1, runId: FIRST });
  expect(String(await store.get(evidenceKey(FIRST, 'json')))).toContain('passed');
  expect(await readLastLink(store)).toMatchObject({ sequence: 2, runId: SECOND });
});

test('runs that end at one moment take one place each', async () => {
  const store = directoryStore(temporaryFolder());
  const runIds = Array.from({ length: 8 }, (_, index) => `20261121T030000Z-backup-t${index}-0000000${index}`);
  const links = await Promise.all(runIds.map(runId => appendRecord(store, runId, renderAs('passed'))));
  const inOrder = links.toSorted((a, b) => a.sequence - b.sequence);
  expect(inOrder.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(
    await brokenLinks(
      store,
      inOrder.map(({ runId }) => runId),
    ),
  ).toEqual([]);
});

test('a run that died before it took its place writes its record anew, behind the one that took it', async () => {
  const store = directoryStore(temporaryFolder());
  await append(store, FIRST);
  const dead = renderAs('half written')({ sequence: 2, previous: null }).json;
  await store.replace(evidenceKey(THIRD, 'json'), Buffer.from(dead));
  await append(store, SECOND, THIRD);
  expect(await readRecord(store, THIRD)).toMatchObject({ sequence: 3, words: 'passed' });
  expect(await brokenLinks(store, RUNS)).toEqual([]);
});

test.each(['', 'no JSON', '{"sequence":0,"runId":"x","sha256":"y"}', '{}'])(
  'refuses to go on behind a link that reads %j',
  async text => {
    const store = directoryStore(temporaryFolder());
    await append(store, FIRST);
    await store.replace(chainKey(1), Buffer.from(text));
    await expect(append(store, SECOND)).rejects.toMatchObject({ kind: 'RepositoryUnusable' });
  },
);

test('a record comes to its place also where the list of the chain does not show the newest links', async () => {
  const whole = directoryStore(temporaryFolder());
  await append(whole, FIRST, SECOND);
  const late: ObjectStore = {
    ...whole,
    async *list(prefix) {
      for await (const stored of whole.list(prefix)) if (stored.key !== chainKey(2)) yield stored;
    },
  };
  await append(late, THIRD);
  expect(await readRecord(late, THIRD)).toMatchObject({ sequence: 3, previous: { runId: SECOND } });
  expect(await brokenLinks(whole, RUNS)).toEqual([]);
});
