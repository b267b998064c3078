import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { runDoctor } from '../../stack/doctor.ts';
import { openHouse } from '../../stack/firedrill.ts';

test('doctor reads the indexes of the source only when it is asked to', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  await database.sql('CREATE EXTENSION amcheck');
  const house = await openHouse(database);
  await house.startWorker();
  const usual = await runDoctor(house);
  expect(usual.findings.filter(({ group, label }) => group === 'source' && label === 'indexes')).toEqual([]);
  const asked = await runDoctor(house, '--indexes');
  expect(asked.finding('source', 'indexes')).toMatchObject({ verdict: 'ok' });
});
