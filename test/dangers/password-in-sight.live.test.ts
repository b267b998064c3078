import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { processesNaming } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { until } from '../stack/waiting.ts';
import { runLine } from './usual-line.ts';

test('X23: the usual line shows the password to everybody on the machine while it dumps; Firedrill does not', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const password = randomBytes(12).toString('hex');
  await database.sql(`CREATE ROLE ${database.name} SUPERUSER LOGIN PASSWORD '${password}'`);
  const url = database.url.replace(/\/\/[^@]*@/, `//${database.name}:${password}@`);
  const house = await openHouse(database, { url });
  const line = runLine(
    'pg_dump $DATABASE_URL | (until [ -e seen ]; do sleep 0.1; done; cat > /dev/null)',
    database,
    house.folder,
    {
      DATABASE_URL: url,
    },
  );
  const seen = await until('the password is seen', () => processesNaming(password)[0]);
  expect(seen).toMatch(/^pg_dump postgres/);
  await runLine('touch seen', database, house.folder);
  expect((await line).exitCode).toBe(0);

  const slow = wrapPrograms(clusterOf(15).programs, {
    pg_dump: `touch ${house.at('dumping')}; sleep 1; exec "$REAL" "$@"`,
  });
  await house.startWorker({ env: { ...slow } });
  const handle = await house.start('backup');
  const sightings = new Set<string>();
  let ended = false;
  const result = readResult(handle).finally(() => {
    ended = true;
  });
  await until('the backup has ended', () => {
    for (const argv of processesNaming(password)) sightings.add(argv);
    return ended;
  });
  done(await result);
  expect([...sightings]).toEqual([]);
});
