import { expect, test } from 'vitest';
import { startServerWithUsers } from '../../docs/s3-server-with-users.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { runDoctor } from '../../stack/doctor.ts';
import { openHouse } from '../../stack/firedrill.ts';

test('the policy of the page lets doctor try everything, and each action that is missing is named', async () => {
  const server = await startServerWithUsers();
  const house = await openHouse(await makeDatabase(clusterOf(15)), {
    repositories: ['s3'],
    s3Endpoint: server.endpoint,
  });
  await house.startWorker();
  /** The right that each request which is not ok lacks. */
  const lacking = async (without: readonly string[]) => {
    await server.admit(house, without);
    const { findings } = await runDoctor(house);
    return findings.flatMap(({ hint }) => /^allow (s3:\w+) on /.exec(hint ?? '')?.[1] ?? []);
  };
  expect(await lacking([])).toEqual([]);
  for (const action of [
    's3:GetObject',
    's3:ListBucket',
    's3:ListBucketMultipartUploads',
    's3:ListMultipartUploadParts',
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:PutObject',
  ]) {
    expect([...new Set(await lacking([action]))], action).toEqual([action]);
  }
});
