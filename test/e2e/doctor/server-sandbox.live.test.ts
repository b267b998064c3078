import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { runDoctor } from '../../stack/doctor.ts';
import { makeStaging, openStaged } from '../../stack/staging.ts';

test('doctor says whether a restore test may use the server that is named, and how far it would be cut off', async () => {
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), await makeStaging(clusterOf(16)));
  await house.startWorker();
  const { finding } = await runDoctor(house);
  expect(finding('sandbox', 'server')).toMatchObject({
    verdict: 'ok',
    found: expect.stringContaining('PostgreSQL 16.'),
  });
  expect(finding('sandbox', 'isolation')).toMatchObject({
    verdict: 'warning',
    found: expect.stringContaining('partial'),
  });
});

test('doctor names what keeps a restore test from that server', async () => {
  const staging = await makeStaging(clusterOf(16), 'SUPERUSER');
  const house = await openStaged(await makeDatabase(clusterOf(15), 'chinook'), staging);
  await house.startWorker();
  const { finding } = await runDoctor(house);
  expect(finding('sandbox', 'server')).toMatchObject({ verdict: 'failed', hint: expect.stringContaining('CREATEDB') });
});
