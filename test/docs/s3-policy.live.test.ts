import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { done, failed } from '../stack/outcomes.ts';
import { untilActivity } from '../stack/waiting.ts';
import { startServerWithUsers } from './s3-server-with-users.ts';

/** Compresses to more than one part of 8 MiB. */
const LARGE_TABLE = `CREATE TABLE large AS SELECT md5(n::text) AS a, md5((-n)::text) AS b FROM generate_series(1, 400000) AS n`;

async function openHouseOnServer() {
  const server = await startServerWithUsers();
  const database = await makeDatabase(clusterOf(15));
  await database.sql(LARGE_TABLE);
  const house = await openHouse(database, { repositories: ['s3'], s3Endpoint: server.endpoint });
  return { house, admit: server.admit, artifacts: () => server.artifacts(house) };
}

test('the policy of the page is enough for a backup in parts and its restore test', async () => {
  const { house, admit } = await openHouseOnServer();
  await admit(house);
  await house.startWorker();
  const backup = done(await house.backup());
  expect(backup.storedBytes).toBeGreaterThan(8 * 1_048_576);
  expect(done(await house.restoreTest())).toMatchObject({ verdict: 'passed', backupId: backup.backupId });
});

test('the policy of the page is enough to remove what a cancelled run has stored', async () => {
  const { house, admit, artifacts } = await openHouseOnServer();
  await admit(house);
  await house.startWorker({
    plants: [{ activity: 'verifyBackup', when: 'before', act: { holdIn: temporaryFolder() } }],
  });
  const run = await house.start('backup');
  await untilActivity(run, 'verifyBackup');
  expect(artifacts()).toHaveLength(4);
  expect(await house.cli('cancel', 'backup:shop')).toMatchObject({ exitCode: 0 });
  expect(artifacts()).toEqual([]);
});

test('reading alone is enough for the commands that read', async () => {
  const { house, admit } = await openHouseOnServer();
  await admit(house);
  const worker = await house.startWorker();
  const { backupId } = done(await house.backup());
  await worker.stop();
  await admit(house, [
    's3:PutObject',
    's3:DeleteObject',
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
    's3:ListBucketMultipartUploads',
  ]);
  const codes = [];
  for (const command of [['status'], ['list'], ['show', backupId], ['report', 'backup:shop']])
    codes.push((await house.cli(...command)).exitCode);
  expect(codes).toEqual([8, 0, 0, 0]);
});

test('without any one of the other actions no backup is made', async () => {
  const { house, admit } = await openHouseOnServer();
  await house.startWorker();
  for (const action of [
    's3:PutObject',
    's3:GetObject',
    's3:ListBucket',
    's3:ListBucketMultipartUploads',
    's3:ListMultipartUploadParts',
  ]) {
    await admit(house, [action]);
    failed(await house.backup(), 'CredentialsRejected');
  }
});
