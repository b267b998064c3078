import { expect, inject, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { type RecordedRequest, startRecordingProxy } from '../stack/recording-proxy.ts';
import { until } from '../stack/waiting.ts';

const isPart = ({ method, url }: RecordedRequest) => method === 'PUT' && url.searchParams.has('partNumber');

test('killed in the middle of an upload, the next worker sends only the parts that are missing', async () => {
  const database = await makeDatabase(clusterOf(15));
  // Digits of hashes compress to half: about 50 MB, six parts.
  await database.sql(
    `CREATE TABLE noise AS SELECT n, md5(n::text) || md5((n + 1)::text) AS a, md5((-n)::text) AS b FROM generate_series(1, 1000000) n`,
  );
  const proxy = await startRecordingProxy(inject('s3').endpoint);
  const house = await openHouse(database, { repositories: ['s3'], s3Endpoint: proxy.endpoint });
  const first = await house.startWorker({ own: true });
  proxy.hold = request => isPart(request) && proxy.answered.filter(isPart).length >= 2;
  const handle = await house.start('backup');
  await until('two parts have arrived', () => proxy.answered.filter(isPart).length >= 2);
  first.kill();
  await first.ended;
  proxy.hold = () => false;
  await house.startWorker();
  const outcome = done(await readResult<BackupOutcome>(handle));

  expect(outcome.steps.find(({ name }) => name === 'upload')).toMatchObject({ attempts: 2 });
  const sent = proxy.answered.filter(isPart).map(({ url }) => `${url.pathname} ${url.searchParams.get('partNumber')}`);
  expect(sent.length).toBeGreaterThan(3);
  expect(new Set(sent).size).toBe(sent.length);
  expect(done(await house.restoreTest()).verdict).toBe('passed');
});
