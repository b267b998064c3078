import { existsSync, globSync, writeFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { directoryStore } from '../../src/activities/repository/directory/directory-store.ts';
import { encodeJson } from '../../src/activities/repository/json-object.ts';
import { manifestKey } from '../../src/activities/repository/layout.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { BACKUP, manifestOf, sealedManifestOf } from '../activities/repository/backup.ts';
import { bucketStore } from '../activities/repository/s3/bucket-store.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { startFaultyProxy } from '../stack/faulty-proxy.ts';
import { type House, type HouseOptions, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { type RecordedRequest, startRecordingProxy } from '../stack/recording-proxy.ts';
import { until, untilActivity } from '../stack/waiting.ts';

/** Digits of hashes compress to half: about 18 MB, three parts. */
const NOISE = `CREATE TABLE noise AS
  SELECT n, md5(n::text) || md5((n + 1)::text) AS a, md5((-n)::text) AS b FROM generate_series(1, 450000) n`;

async function streamingHouse(options: HouseOptions = {}) {
  const database = await makeDatabase(clusterOf(16), 'chinook');
  await database.sql(NOISE);
  return openHouse(database, { ...options, policy: { staging: 'stream', ...options.policy } });
}

const isPart = ({ method, url }: RecordedRequest) => method === 'PUT' && url.searchParams.has('partNumber');
const spooled = (house: House) => globSync('state/spool/**/*.{enc,partial}', { cwd: house.folder });
const stepsOf = (outcome: Pick<BackupOutcome, 'steps'>) =>
  Object.fromEntries(outcome.steps.map(({ name, state, note, attempts }) => [name, { state, note, attempts }]));

/** What a bucket holds of backups, whether finished or not. */
async function inBucket({ engine }: House) {
  const store = bucketStore({ prefix: engine.namespace });
  return {
    objects: (await Array.fromAsync(store.list('targets/'))).map(({ key }) => key.slice(key.lastIndexOf('/') + 1)),
    unfinished: await Array.fromAsync(store.unfinishedUploads('')),
  };
}

test('a backup that is streamed into two repositories restores from each, and nothing of it is spooled', async () => {
  const house = await streamingHouse({ repositories: ['directory', 's3'] });
  const slow = wrapPrograms(clusterOf(16).programs, {
    pg_dump: `"$REAL" "$@"; case "$*" in *data-only*) ;; *) touch ${house.at('held')}; while [ ! -e ${house.at('release')} ]; do sleep 0.1; done;; esac`,
  });
  const dumping = await house.startWorker({ env: { ...slow } });
  const handle = await house.start('backup');
  await until('the dump is at its end', () => existsSync(house.at('held')));
  expect(spooled(house)).toEqual([]);
  expect(storedFiles(house.folder).filter(file => file.includes('/main-'))).toEqual([]);
  writeFileSync(house.at('release'), '');
  const outcome = done(await readResult<BackupOutcome>(handle));
  expect(stepsOf(outcome)['upload']).toMatchObject({ state: 'skipped', note: 'streamed while it was dumped' });
  expect(outcome.sentBytes).toBe(2 * outcome.storedBytes);
  // The wrapped programs start no server.
  await dumping.stop();
  await house.startWorker();
  for (const repository of ['directory', 's3']) {
    expect(done(await house.verify({ repository, read: true })).verdict).toBe('passed');
    expect(done(await house.restoreTest({ repository })).verdict).toBe('passed');
  }
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect((await inBucket(house)).unfinished).toEqual([]);
});

test('a bucket that fails in the middle is streamed to anew, and the first attempt leaves nothing there', async () => {
  const proxy = await startRecordingProxy(inject('s3').endpoint);
  const house = await streamingHouse({ repositories: ['s3'], s3Endpoint: proxy.endpoint, worker: { retryFor: '1m' } });
  await house.startWorker();
  let refused = 0;
  proxy.answer = request => {
    if (!isPart(request) || request.url.searchParams.get('partNumber') !== '3' || refused >= 4) return undefined;
    refused += 1;
    return { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
  };
  const outcome = done(await house.backup());
  expect(stepsOf(outcome)['dump']).toMatchObject({ attempts: 2 });
  expect(done(await house.restoreTest()).verdict).toBe('passed');
  const { objects, unfinished } = await inBucket(house);
  expect(objects.filter(name => name.startsWith('main-'))).toHaveLength(1);
  expect(unfinished).toEqual([]);
});

test('a repository that fails in the middle does not hold up the other, and gets its copy from it', async () => {
  const proxy = await startRecordingProxy(inject('s3').endpoint);
  const house = await streamingHouse({ repositories: ['directory', 's3'], s3Endpoint: proxy.endpoint });
  await house.startWorker();
  let refused = 0;
  proxy.answer = request => {
    if (!isPart(request) || request.url.searchParams.get('partNumber') !== '3' || refused >= 4) return undefined;
    refused += 1;
    return { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
  };
  const outcome = done(await house.backup());
  expect(stepsOf(outcome)['dump']).toMatchObject({ attempts: 1, note: expect.stringContaining('not to s3') });
  expect(stepsOf(outcome)['copies']?.note).toBe(`${outcome.backupId} to s3`);
  expect(done(await house.verify({ repository: 's3', read: true })).verdict).toBe('passed');
  expect((await inBucket(house)).unfinished).toEqual([]);
});

test.each(['directory', 's3'] as const)('cancelled in the middle, nothing stays in %s', async place => {
  const house = await streamingHouse({ repositories: [place] });
  const slow = wrapPrograms(clusterOf(16).programs, { pg_dump: `"$REAL" "$@"; tail -f ${house.config}` });
  await house.startWorker({ env: { ...slow } });
  const handle = await house.start('backup');
  await until('pg_dump has written its last byte', () =>
    leftoversOf(house.folder).processes.some(argv => argv.startsWith('tail -f')),
  );
  await handle.cancel();
  failed(await readResult<BackupOutcome>(handle), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect(storedFiles(house.folder).filter(file => file.startsWith('targets/'))).toEqual([]);
  expect(await inBucket(house)).toEqual({ objects: [], unfinished: [] });
});

test('killed in the middle, another worker dumps anew, and what the first has sent is removed', async () => {
  const house = await streamingHouse({ repositories: ['s3'] });
  const hanging = wrapPrograms(clusterOf(16).programs, { pg_dump: `"$REAL" "$@"; tail -f ${house.config}` });
  const first = await house.startWorker({ env: { ...hanging } });
  const handle = await house.start('backup');
  await untilActivity(handle, 'dumpBackup');
  await until('something was sent', async () => (await inBucket(house)).unfinished.length > 0);
  first.kill();
  await first.ended;
  await house.startWorker();
  const outcome = done(await readResult<BackupOutcome>(handle));
  expect(stepsOf(outcome)['dump']).toMatchObject({ attempts: 2 });
  expect((await inBucket(house)).unfinished).toEqual([]);
  expect(done(await house.restoreTest()).verdict).toBe('passed');
});

test('what a store has changed is dumped again, since nothing is there that could be sent again', async () => {
  let lies = 0;
  const proxy = await startFaultyProxy(inject('s3').endpoint, ({ method, url }) => {
    if (method !== 'HEAD' || !/\/main-[^/]+$/.test(url.pathname)) return undefined;
    lies += 1;
    return lies === 1 ? 'lie' : undefined;
  });
  const house = await streamingHouse({ repositories: ['s3'], s3Endpoint: proxy.endpoint });
  await house.startWorker();
  const outcome = done(await house.backup());
  expect(stepsOf(outcome)['dump']).toMatchObject({ attempts: 2 });
  expect(stepsOf(outcome)['verify']).toMatchObject({ attempts: 2, state: 'done' });
  expect((await inBucket(house)).objects.filter(name => name.startsWith('main-'))).toHaveLength(1);
});

test('a backup too large to be streamed is refused before anything is dumped', async () => {
  const house = await streamingHouse();
  const partSizeBytes = 64 * 1_048_576;
  const parts = Array.from({ length: 6_000 }, () => 'c'.repeat(64));
  const artifacts = manifestOf().artifacts.map(artifact => ({
    ...artifact,
    partSizeBytes,
    parts,
    sizeBytes: parts.length * partSizeBytes,
  }));
  const target = 'shop' as typeof BACKUP.target;
  const stored = encodeJson(sealedManifestOf({ target, artifacts }));
  await directoryStore(house.at('repository')).putIfAbsent(manifestKey(target, BACKUP.backupId), stored);
  await house.startWorker();
  const { failure, outcome } = failed(await house.backup(), 'ConfigurationInvalid');
  expect(failure).toMatchObject({
    message: expect.stringContaining('403 GB'),
    hint: expect.stringContaining('staging: spool'),
  });
  expect(outcome?.steps.find(({ name }) => name === 'dump')?.state).toBe('waiting');
});
