import { rmSync, writeFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { type RunResult, readResult } from '../../src/client/runs/run-result.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';
import { type RecordedRequest, startRecordingProxy } from '../stack/recording-proxy.ts';
import { untilActivity } from '../stack/waiting.ts';

const isWrite = ({ method }: RecordedRequest) => method === 'PUT' || method === 'POST';
const isArtifact = (request: RecordedRequest) => isWrite(request) && request.url.pathname.endsWith('.enc');

/** Firedrill with a directory and a bucket, which answers with an error to the requests that `refuse` names. */
async function twoRepositories(retryFor = '1s') {
  const proxy = await startRecordingProxy(inject('s3').endpoint);
  const database = await makeDatabase(clusterOf(16), 'chinook');
  const house = await openHouse(database, {
    repositories: ['directory', 's3'],
    s3Endpoint: proxy.endpoint,
    worker: { retryFor },
  });
  await house.startWorker();
  const refuse = (what: (request: RecordedRequest) => boolean, status = 403) => {
    const body = `<Error><Code>${status === 403 ? 'AccessDenied' : 'SlowDown'}</Code></Error>`;
    proxy.answer = request => (what(request) ? { status, body } : undefined);
  };
  const listed = async () => {
    const { document } = await house.cli('list');
    const { backups } = document.data as { backups: { backupId: string; repositories: string[]; lacking: string[] }[] };
    return backups.map(({ repositories, lacking }) => ({ repositories, lacking }));
  };
  return { house, refuse, listed };
}

const whole = { repositories: ['directory', 's3'], lacking: [] };
const copiesOf = (result: RunResult<BackupOutcome>) => result.outcome?.steps?.find(({ name }) => name === 'copies');

test.each([
  ['the first request', isWrite, 403, 'CredentialsRejected'],
  ['the first artifact', isArtifact, 403, 'CredentialsRejected'],
  ['the manifest', ({ url }: RecordedRequest) => url.pathname.endsWith('/manifest.json'), 503, 'RepositoryUnreachable'],
] as const)(
  'M2: a repository that refuses %s fails the run, the other copy is listed and restores, and the next run brings the lacking one',
  async (_, what, status, kind) => {
    const { house, refuse, listed } = await twoRepositories();
    refuse(what, status);
    const { failure, outcome } = failed(await house.backup(), kind);
    expect(failure.message).toContain(`s3 lacks ${outcome?.backupId}`);
    expect(outcome).toMatchObject({ repositories: ['directory'], lacking: [{ repository: 's3' }] });
    refuse(() => false);
    expect(await listed()).toEqual([{ repositories: ['directory'], lacking: ['s3'] }]);
    expect(done(await house.restoreTest()).verdict).toBe('passed');
    expect(await house.cli('status')).toMatchObject({ exitCode: 4 });

    const next = await house.backup();
    expect(done(next).warnings).toEqual([]);
    expect(copiesOf(next)?.note).toBe(`${outcome?.backupId} to s3`);
    expect(await listed()).toEqual([whole, whole]);
    const tested = await house.restoreTest({ repository: 's3', backup: String(outcome?.backupId) });
    expect(done(tested).verdict).toBe('passed');
  },
);

test('M2: where the primary repository cannot be used the other one gets the backup, under a key of its own', async () => {
  const { house, listed } = await twoRepositories();
  writeFileSync(house.at('repository'), '');
  const { outcome } = failed(await house.backup(), 'RepositoryUnusable');
  expect(outcome?.repositories).toEqual(['s3']);
  rmSync(house.at('repository'));
  done(await house.backup());
  expect(await listed()).toEqual([whole, whole]);
  const tested = await house.restoreTest({ repository: 'directory', backup: String(outcome?.backupId) });
  expect(done(tested).verdict).toBe('passed');
});

test('M2: a repository that answers again while the run still tries has its copy when the run ends', async () => {
  const { house, refuse, listed } = await twoRepositories('1m');
  refuse(isArtifact, 503);
  const handle = await house.start('backup');
  await untilActivity(handle, 'completeCopies', 2);
  expect(await listed()).toEqual([{ repositories: ['directory'], lacking: ['s3'] }]);
  refuse(() => false);
  const outcome = done(await readResult<BackupOutcome>(handle));
  expect(outcome.repositories).toEqual(['directory', 's3']);
  expect(await listed()).toEqual([whole]);
  expect(done(await house.verify({ repository: 's3', read: true })).verdict).toBe('passed');
});

test('M2: a run that is cancelled while a copy lacks keeps the copy that was written', async () => {
  const { house, refuse, listed } = await twoRepositories('1m');
  refuse(isArtifact, 503);
  const handle = await house.start('backup');
  await untilActivity(handle, 'completeCopies', 2);
  await handle.cancel();
  expect((await readResult(handle)).ended).toBe('failed');
  refuse(() => false);
  expect(await listed()).toEqual([{ repositories: ['directory'], lacking: ['s3'] }]);
});
